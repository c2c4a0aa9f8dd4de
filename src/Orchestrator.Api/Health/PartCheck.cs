using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orchestrator.Api.Health;

/// <summary>A part as a health check of the framework, which also feeds gRPC health.</summary>
internal sealed class PartCheck(HealthBoard board, IHealthPart part) : IHealthCheck
{
    /// <summary>The key of the whole <see cref="PartHealth"/> among a result's data.</summary>
    public const string Key = "part";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var health = board.Read(part);
        return Task.FromResult(new HealthCheckResult(health.Status, health.Found, data: new Dictionary<string, object> { [Key] = health }));
    }
}
