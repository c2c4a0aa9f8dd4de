using Orchestrator.Conversations.Budgets;
using Orchestrator.Grains.Conversations;
using Orchestrator.Protocol;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Tenants;

/// <summary>
/// Gives a tenant's bank its single place in the cluster. What it holds in memory is what is kept; after a failure it is read anew.
/// </summary>
internal sealed class TenantBudgetGrain(IBudgetStore store, IBudgetRules rules, TimeProvider time, NodeSpending nodes) : Grain, ITenantBudgetGrain
{
    private TenantBudget? _bank;

    public Task<GrainReply> SyncAsync(Immutable<byte[]> report, CancellationToken cancellationToken) =>
        AskAsync(async bank => GrainReply.Of((await bank.SyncAsync(Protocol.V1.BudgetReport.Parser.ParseFrom(report.Value).FromProto(), cancellationToken)).ToProto()));

    public Task<GrainReply> ReleaseAsync(string node, decimal? spent, CancellationToken cancellationToken) =>
        AskAsync(async bank =>
        {
            var outcome = await bank.ReleaseAsync(node, spent, cancellationToken);
            return outcome.Refusal is { } refusal ? GrainReply.Of(refusal.Error) : GrainReply.Of(outcome.Releases.ToReleaseResponse());
        });

    private async Task<GrainReply> AskAsync(Func<TenantBudget, Task<GrainReply>> ask)
    {
        var bank = _bank ??= new(this.GetPrimaryKeyString(), store, rules, time, nodes);
        try
        {
            return await ask(bank);
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
