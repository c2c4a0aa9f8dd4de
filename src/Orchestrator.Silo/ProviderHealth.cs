using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orchestrator.Inference.Providers;

namespace Orchestrator.Silo;

/// <summary>Which providers answer. A provider that is away degrades the silo, and routing goes around it.</summary>
internal sealed class ProviderHealth(IEnumerable<ProviderConnector> providers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var targets = providers.Select(p => p.Target).ToList();
        var words = string.Join("; ", targets.Select(t => $"{t.Node}: {t.Unavailable ?? t.Model.ToString()}"));
        return Task.FromResult(
            targets.Count == 0 ? HealthCheckResult.Degraded("no provider is configured")
            : targets.All(t => t.Unavailable is null) ? HealthCheckResult.Healthy(words)
            : HealthCheckResult.Degraded(words));
    }
}
