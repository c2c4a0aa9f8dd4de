using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Inference.Providers;

namespace Orchestrator.Cli.Doctor.Running;

/// <summary>Asks each configured provider for its listing, as the silo does; nothing else is sent.</summary>
internal static class ProviderChecks
{
    public static async Task<IReadOnlyList<Check>> RunAsync(IEnumerable<ProviderOptions> providers, TimeProvider time, CancellationToken cancellationToken)
    {
        var checks = new List<Check>();
        foreach (var options in providers)
        {
            var wrong = new List<ValidationResult>();
            if (!Validator.TryValidateObject(options, new(options), wrong, validateAllProperties: true))
            {
                checks.Add(Check.Fail($"provider {options.Name}", "CONFIG_BROKEN", string.Join(" ", wrong.Select(w => w.ErrorMessage)), "Correct that key; docs/configuration.md has each with its values."));
                continue;
            }

            foreach (var address in options.Addresses())
            {
                using var provider = new ProviderConnector(address, time, NullLogger<ProviderConnector>.Instance);
                await provider.ProbeAsync(cancellationToken);
                checks.Add(Result(address, provider));
            }
        }

        return checks;
    }

    private static Check Result(ProviderOptions options, ProviderConnector provider)
    {
        var name = $"provider {provider.Address}";
        var (problem, found) = (provider.Problem, $"{options.BaseUrl}: {provider.Target.Unavailable}");
        return problem switch
        {
            null => Check.Ok(name, "PROVIDER_OK", $"{options.BaseUrl} answers; {provider.Target.Model}"),
            "unauthorized" => Check.Fail(name, "PROVIDER_KEY_REFUSED", found, "Give the silo the right key in Orchestrator:Providers:N:ApiKey, or 'up' in the variable that key-env names, and start it again."),
            "protocol" => Check.Fail(name, "PROVIDER_NOT_OPENAI", found, "Correct Orchestrator:Providers:N:BaseUrl or :Kind: it must end where /models begins, mostly with /v1."),
            "unreachable" => Check.Fail(name, "PROVIDER_UNREACHABLE", found, "Check Orchestrator:Providers:N:BaseUrl, the network, and whether the provider runs."),
            "timeout" => Check.Warn(name, "PROVIDER_SILENT", found, "Try again; if it stays, ask the provider."),
            "busy" => Check.Warn(name, "PROVIDER_BUSY", found, "Wait; the silo tries again after a short break."),
            _ => Check.Fail(name, "PROVIDER_FAILING", found, "Ask the provider; the silo tries again after a short break."),
        };
    }
}
