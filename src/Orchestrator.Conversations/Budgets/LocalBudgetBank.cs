using System.Collections.Concurrent;

namespace Orchestrator.Conversations.Budgets;

/// <summary>The banks of a process that has no cluster: an app's own, or a test's. Thread-safe.</summary>
/// <param name="store">What is kept.</param>
/// <param name="rules">The budgets.</param>
/// <param name="time">The clock that windows follow.</param>
public sealed class LocalBudgetBank(IBudgetStore store, IBudgetRules rules, TimeProvider time) : IBudgetBank
{
    private readonly ConcurrentDictionary<string, Desk> _desks = new();

    /// <inheritdoc/>
    public async ValueTask<BudgetGrants> SyncAsync(BudgetReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var desk = _desks.GetOrAdd(report.Tenant, static _ => new());
        using var place = desk.Queue.Take();
        await place.EnterAsync(cancellationToken);
        var bank = desk.Bank ??= new(report.Tenant, store, rules, time);

        // What failed is read anew.
        desk.Bank = null;
        var grants = await bank.SyncAsync(report, cancellationToken);
        desk.Bank = bank;
        return grants;
    }

    private sealed class Desk
    {
        public PurseQueue Queue { get; } = new();

        public TenantBudget? Bank { get; set; }
    }
}
