using Orchestrator.Grains.Conversations;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Tenants;

/// <summary>The bank of one tenant's budgets, keyed by the tenant. Call it through <see cref="GrainBudgetBank"/>.</summary>
[Alias("orchestrator.ITenantBudgetGrain")]
public interface ITenantBudgetGrain : IGrainWithStringKey
{
    /// <summary>Takes a holder's report; the answer is <c>BudgetGrants</c>.</summary>
    /// <param name="report">A <c>BudgetReport</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Alias("Sync")]
    Task<GrainReply> SyncAsync(Immutable<byte[]> report, CancellationToken cancellationToken);

    /// <summary>Frees what a lost node holds; the answer is <c>ReleaseNodeResponse</c>.</summary>
    /// <param name="node">The node.</param>
    /// <param name="spent">What somebody vouches for that it spent of each budget, in US dollars; null for what is known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Alias("Release")]
    Task<GrainReply> ReleaseAsync(string node, decimal? spent, CancellationToken cancellationToken);
}
