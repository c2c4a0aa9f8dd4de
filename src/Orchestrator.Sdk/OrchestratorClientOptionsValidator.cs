using Microsoft.Extensions.Options;

namespace Orchestrator.Sdk;

/// <summary>What annotations cannot say.</summary>
internal sealed class OrchestratorClientOptionsValidator : IValidateOptions<OrchestratorClientOptions>
{
    public ValidateOptionsResult Validate(string? name, OrchestratorClientOptions options)
    {
        if (options.Endpoint is not { IsAbsoluteUri: true } endpoint || endpoint.Scheme is not ("http" or "https"))
            return ValidateOptionsResult.Fail("Endpoint must be an absolute http or https address, for example http://127.0.0.1:8091.");
        if (endpoint.Scheme == "http" && !endpoint.IsLoopback)
            return ValidateOptionsResult.Fail($"Endpoint {endpoint} is plain http to another machine: text and key would cross in clear. Use https.");
        if (options.ApiKey is { } key && (key.Length == 0 || key.Any(c => c is <= ' ' or > '~')))
            return ValidateOptionsResult.Fail("ApiKey must be printable ASCII without spaces, or null for none.");
        return ValidateOptionsResult.Success;
    }
}
