namespace Orchestrator.Conversations.Budgets;

/// <summary>
/// The books of a holder that keeps its own: which starts of it drew on budgets, and what their attempts have cost. A start that they do
/// not know had other books, which are lost. Thread-safe. A failure is an <see cref="OrchestratorException"/> with
/// <see cref="ErrorReason.StorageUnavailable"/>.
/// </summary>
public interface IBudgetBooks
{
    /// <summary>Notes a start, before it asks for its first slice; it is on the disk when the task completes.</summary>
    /// <param name="tenant">Whose budgets it will draw on.</param>
    /// <param name="incarnation">The start.</param>
    /// <param name="cancellationToken">Ends the wait only; the outcome is then unknown.</param>
    ValueTask BeginAsync(string tenant, string incarnation, CancellationToken cancellationToken);

    /// <summary>What a start's attempts have cost in a window, those without an end at their most, in US dollars; null for a start that these books do not know.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="keyId">The key; null for the whole tenant.</param>
    /// <param name="window">The window.</param>
    /// <param name="incarnation">The start.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<decimal?> ChargedAsync(string tenant, string? keyId, BudgetWindow window, string incarnation, CancellationToken cancellationToken);
}
