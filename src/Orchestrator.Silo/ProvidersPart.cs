using System.Collections.Immutable;
using Orchestrator.Api.Health;
using Orchestrator.Inference.Providers;
using Polly.CircuitBreaker;

namespace Orchestrator.Silo;

/// <summary>Which providers answer. One that is away degrades the silo, and routing goes around it.</summary>
internal sealed class ProvidersPart(IEnumerable<ProviderConnector> providers) : IHealthPart
{
    public const string PartName = "providers";

    private const string Means = "Turns for such a provider go to another target, or are refused when only it could answer them.";

    private readonly ImmutableArray<ProviderConnector> _providers = [.. providers];

    public string Name => PartName;

    public PartHealth Read()
    {
        if (_providers.IsEmpty)
        {
            return PartHealth.Degraded(
                "PROVIDER_NONE", "No provider is configured.", "What only a model in the cloud can answer is refused.",
                "Configure one under Orchestrator:Providers (docs/configuration.md).");
        }

        var found = string.Join("; ", _providers.Select(p => $"{p.Address}: {p.Target.Unavailable ?? p.Target.Model.ToString()} (circuit {Word(p.Circuit)})"));
        var worst = _providers.Select(p => p.Problem).FirstOrDefault(p => p is not null);
        var health = worst is null
            ? PartHealth.Healthy("PROVIDER_OK", found)
            : PartHealth.Degraded(Code(worst), found, Means, Remedy(worst));
        return health with
        {
            Counts = ImmutableSortedDictionary<string, long>.Empty
                .Add("circuits_open", _providers.Count(p => p.Circuit == CircuitState.Open))
                .Add("configured", _providers.Length).Add("usable", _providers.Count(p => p.Problem is null)),
        };
    }

    private static string Word(CircuitState circuit) => circuit switch
    {
        CircuitState.Closed => "closed",
        CircuitState.HalfOpen => "half-open",
        _ => "open",
    };

    private static string Code(string problem) => problem switch
    {
        "unknown" => "PROVIDER_NOT_ASKED_YET",
        "unreachable" => "PROVIDER_UNREACHABLE",
        "unauthorized" => "PROVIDER_KEY_REFUSED",
        "protocol" => "PROVIDER_NOT_OPENAI",
        "timeout" => "PROVIDER_SILENT",
        "busy" => "PROVIDER_BUSY",
        _ => "PROVIDER_FAILING",
    };

    private static string Remedy(string problem) => problem switch
    {
        "unknown" => "Wait some seconds: the first probe runs.",
        "unreachable" => "Check Orchestrator:Providers:N:BaseUrl, the network and the provider; it is asked again every second.",
        "unauthorized" => "Give this process the right key in Orchestrator:Providers:N:ApiKey and start it again.",
        "protocol" => "Correct Orchestrator:Providers:N:BaseUrl or :Kind: it must end where /models begins, mostly with /v1.",
        "timeout" or "busy" => "Wait, or ask the provider; it is tried again after a short break.",
        _ => "See this process's log; the provider is tried again after a short break.",
    };
}
