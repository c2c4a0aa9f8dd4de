using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orchestrator.Conversations.Budgets;

/// <summary>The banks of a process that has no cluster: an app's own, or a test's. Thread-safe.</summary>
/// <param name="store">What is kept.</param>
/// <param name="rules">The budgets.</param>
/// <param name="time">The clock that windows follow.</param>
/// <param name="nodes">What the process saw of nodes; null for one that has none.</param>
public sealed class LocalBudgetBank(IBudgetStore store, IBudgetRules rules, TimeProvider time, NodeSpending? nodes = null) : IBudgetBank, IBudgetReleases
{
    private readonly ConcurrentDictionary<string, Desk> _desks = new();

    /// <inheritdoc/>
    public async ValueTask<BudgetGrants> SyncAsync(BudgetReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        return await AskAsync(report.Tenant, bank => bank.SyncAsync(report, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<BudgetRelease>> ReleaseAsync(string tenant, string node, decimal? spent, CancellationToken cancellationToken)
    {
        var outcome = await AskAsync(tenant, bank => bank.ReleaseAsync(node, spent, cancellationToken), cancellationToken);
        return outcome.Refusal is null ? outcome.Releases : throw outcome.Refusal;
    }

    private async Task<T> AskAsync<T>(string tenant, Func<TenantBudget, Task<T>> ask, CancellationToken cancellationToken)
    {
        var desk = _desks.GetOrAdd(tenant, static _ => new());
        using var place = desk.Queue.Take();
        await place.EnterAsync(cancellationToken);
        var bank = desk.Bank ??= new(tenant, store, rules, time, nodes);

        // What failed is read anew.
        desk.Bank = null;
        var answer = await ask(bank);
        desk.Bank = bank;
        return answer;
    }

    private sealed class Desk
    {
        public PurseQueue Queue { get; } = new();

        public TenantBudget? Bank { get; set; }
    }
}
