using System.Collections.Immutable;

namespace Orchestrator.Conversations.Budgets;

/// <summary>Frees what a node holds that does not come back. Thread-safe.</summary>
public interface IBudgetReleases
{
    /// <summary>
    /// Frees a node's slices of a tenant's budgets in their windows of now, less what it told that it spent and what it can have spent
    /// besides. Should it come back, it is told to give back what it did not draw, before it may draw again, and what it says counts.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="node">The node.</param>
    /// <param name="spent">What the node has spent of each budget in the window, in US dollars, where somebody vouches for it; null for what is known here.</param>
    /// <param name="cancellationToken">Ends the wait; the outcome is then unknown.</param>
    /// <returns>Each slice; none when it held nothing.</returns>
    /// <exception cref="OrchestratorException">It may still draw on what it holds, the tenant has no budgets, or the bank cannot be asked; nothing was freed.</exception>
    ValueTask<ImmutableArray<BudgetRelease>> ReleaseAsync(string tenant, string node, decimal? spent, CancellationToken cancellationToken);
}
