namespace Orchestrator.Conversations.Usage;

/// <summary>What tenants used and spent. Thread-safe. A failure of the store is an <see cref="OrchestratorException"/> with <see cref="ErrorReason.StorageUnavailable"/>.</summary>
public interface IUsage
{
    /// <summary>What a tenant used, by day, key, model and node, in that order.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="from">The first day.</param>
    /// <param name="until">The first day after.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<UsageSum>> SumAsync(string tenant, DateOnly from, DateOnly until, CancellationToken cancellationToken);
}
