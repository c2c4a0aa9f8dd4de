using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orchestrator.Link.Node;

namespace Orchestrator.EdgeNode;

/// <summary>Whether the cluster can be reached. A node without its cluster is degraded, not broken: it answers on its own.</summary>
internal sealed class LinkHealth(INodeLink link) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var state = link.State;
        return Task.FromResult(state.Connected
            ? HealthCheckResult.Healthy($"connected since {state.Since:O}")
            : HealthCheckResult.Degraded($"not connected since {state.Since:O}: {state.LastError ?? "not tried yet"}"));
    }
}
