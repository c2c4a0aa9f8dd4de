using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orchestrator.Hosting.Targets;

namespace Orchestrator.Hosting.Serving;

/// <summary>Which models this process runs.</summary>
internal sealed class ModelHealth(LocalTargets models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(HealthCheckResult.Healthy(string.Join(", ", models.Connectors.Select(c => c.Target.Model.ToString()))));
}
