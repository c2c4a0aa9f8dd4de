using Orchestrator.Conversations.Budgets;
using Orchestrator.Grains.Conversations;
using Orchestrator.Protocol;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Tenants;

/// <summary>
/// Gives a tenant's bank its single place in the cluster. What it holds in memory is what is kept; after a failure it is read anew.
/// </summary>
internal sealed class TenantBudgetGrain(IBudgetStore store, IBudgetRules rules, TimeProvider time) : Grain, ITenantBudgetGrain
{
    private TenantBudget? _bank;

    public async Task<GrainReply> SyncAsync(Immutable<byte[]> report, CancellationToken cancellationToken)
    {
        var bank = _bank ??= new(this.GetPrimaryKeyString(), store, rules, time);
        try
        {
            return GrainReply.Of((await bank.SyncAsync(Protocol.V1.BudgetReport.Parser.ParseFrom(report.Value).FromProto(), cancellationToken)).ToProto());
        }
        catch (Exception e)
        {
            _bank = null;
            if (GrainErrors.Of(e) is { } error)
                return GrainReply.Of(error);
            throw;
        }
    }
}
