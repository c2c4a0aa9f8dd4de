using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orchestrator.Link.Cluster;

namespace Orchestrator.Silo;

/// <summary>Which nodes are linked.</summary>
internal sealed class NodesHealth(ILinkHub hub) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var nodes = hub.Nodes;
        return Task.FromResult(HealthCheckResult.Healthy(nodes.IsEmpty ? "none linked" : string.Join(", ", nodes.Select(n => n.Id))));
    }
}
