using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Hosting.Serving;

/// <summary>Whether the journal can keep its promises now.</summary>
internal sealed class StorageHealth(SqliteJournal journal) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(journal.Health.Healthy ? HealthCheckResult.Healthy("accepts writes") : HealthCheckResult.Unhealthy(journal.Health.Problem));
}
