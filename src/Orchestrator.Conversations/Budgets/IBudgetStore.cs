using System.Collections.Immutable;

namespace Orchestrator.Conversations.Budgets;

/// <summary>
/// What a bank keeps: leases, and what attempts have cost, which the journal writes with their events. Thread-safe. A failure of the
/// store is an <see cref="OrchestratorException"/> with <see cref="ErrorReason.StorageUnavailable"/>.
/// </summary>
public interface IBudgetStore
{
    /// <summary>What was spent in a window, by the incarnation of the holder that drew it.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="keyId">The key; null for the whole tenant.</param>
    /// <param name="window">The window.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyDictionary<string, BudgetSpent>> SpentAsync(string tenant, string? keyId, BudgetWindow window, CancellationToken cancellationToken);

    /// <summary>The leases of a budget in a window. What is spent of them is told by <see cref="SpentAsync"/>.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="keyId">The key; null for the tenant's own budget.</param>
    /// <param name="from">The window.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<BudgetLease>> LeasesAsync(string tenant, string? keyId, DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>Keeps the leases of budgets in place of those before, in one transaction that is on the disk when the task completes.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="budgets">The budgets that changed, with all their leases.</param>
    /// <param name="cancellationToken">Ends the wait only; the outcome is then unknown.</param>
    ValueTask KeepAsync(string tenant, ImmutableArray<BudgetLeases> budgets, CancellationToken cancellationToken);
}
