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
}
