using System.Net;
using Microsoft.Extensions.Options;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Hosting.Serving;

/// <summary>A process that other machines can reach does not run with a development key unless it is told to.</summary>
internal sealed class DevelopmentKeyGuard(ServingOptions serving) : IValidateOptions<KeyRingOptions>
{
    public ValidateOptionsResult Validate(string? name, KeyRingOptions options)
    {
        if (options.HasOperatorKey || options.AllowDevelopmentKey)
            return ValidateOptionsResult.Success;
        foreach (var url in new[] { serving.Http.Url, serving.Grpc.Url })
        {
            if (Uri.TryCreate(url, UriKind.Absolute, out var address) && !IsLoopback(address))
            {
                return ValidateOptionsResult.Fail(
                    $"{url} can be reached from other machines, and no top key is given: conversations would be encrypted under a development key that lies beside them. "
                    + $"Set {KeyRingOptions.Section}:TopKey:File, :Environment or :Command, or {KeyRingOptions.Section}:AllowDevelopmentKey to true.");
            }
        }

        return ValidateOptionsResult.Success;
    }

    private static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
