using Microsoft.Extensions.Options;

namespace Orchestrator.Api;

/// <summary>Refuses options that could not serve, naming the key of the configuration.</summary>
internal sealed class ApiOptionsValidator : IValidateOptions<ApiOptions>
{
    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(options.NodeName))
            problems.Add("ApiOptions.NodeName must name this process.");
        if (options.EnteredZone.Kind == default)
            problems.Add("ApiOptions.EnteredZone must say in which zone text enters here.");
        if (options.MaxRequestBytes is < 1024 or > 30_000_000)
            problems.Add("Orchestrator:Api:MaxRequestBytes must be 1024 to 30000000.");
        if (options.RetryAfter < TimeSpan.FromSeconds(1) || options.RetryAfter > TimeSpan.FromSeconds(120))
            problems.Add("Orchestrator:Api:RetryAfter must be 1 s to 120 s.");
        if (!options.AllowAnonymousLoopback && options.Keys.Count == 0 && options.KeyFile is null)
            problems.Add("Nobody could call: set Orchestrator:Auth:Keys:0:Id, :Sha256, :Tenant, :Owner and :Site, or on a developer's machine Orchestrator:Auth:AllowAnonymousLoopback.");
        for (var i = 0; i < options.Keys.Count; i++)
        {
            var key = options.Keys[i];
            if (key.Problem() is { } problem)
                problems.Add($"Orchestrator:Auth:Keys:{i}:{problem}");
            if (options.Keys.Take(i).Any(other => other.Sha256.Equals(key.Sha256, StringComparison.OrdinalIgnoreCase)))
                problems.Add($"Orchestrator:Auth:Keys:{i}:Sha256 is a key that stands there before: one key is one caller, with one set of rights.");
        }
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
