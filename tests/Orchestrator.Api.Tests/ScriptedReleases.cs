using System.Collections.Immutable;
using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Api.Tests;

/// <summary>Frees as a bank would.</summary>
internal sealed class ScriptedReleases : IBudgetReleases
{
    public (string Tenant, string Node, decimal? Spent) Asked { get; private set; }

    public ValueTask<ImmutableArray<BudgetRelease>> ReleaseAsync(string tenant, string node, decimal? spent, CancellationToken cancellationToken)
    {
        Asked = (tenant, node, spent);
        return new([new(null, 0.8m, 0.25m), new("k", 0.5m, 0)]);
    }
}
