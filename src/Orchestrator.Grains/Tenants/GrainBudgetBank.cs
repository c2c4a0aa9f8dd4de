using System.Collections.Immutable;
using Google.Protobuf;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Grains.Conversations;
using Orchestrator.Protocol;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Tenants;

/// <summary>The banks of all tenants, each in its grain. Thread-safe.</summary>
/// <param name="grains">The cluster.</param>
public sealed class GrainBudgetBank(IGrainFactory grains) : IBudgetBank, IBudgetReleases
{
    /// <inheritdoc/>
    public async ValueTask<BudgetGrants> SyncAsync(BudgetReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var grain = grains.GetGrain<ITenantBudgetGrain>(report.Tenant);
        var reply = await HostFaults.ExplainAsync(grain.SyncAsync(new Immutable<byte[]>(report.ToProto().ToByteArray()), cancellationToken));
        return Protocol.V1.BudgetGrants.Parser.ParseFrom(reply.Unwrap()).FromProto();
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<BudgetRelease>> ReleaseAsync(string tenant, string node, decimal? spent, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<ITenantBudgetGrain>(tenant);
        var reply = await HostFaults.ExplainAsync(grain.ReleaseAsync(node, spent, cancellationToken));
        return Protocol.V1.ReleaseNodeResponse.Parser.ParseFrom(reply.Unwrap()).FromProto();
    }
}
