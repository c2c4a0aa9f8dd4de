using System.Collections.Immutable;

namespace Orchestrator.Conversations.Budgets;

/// <summary>
/// A bank elsewhere, for a process whose attempts are charged in its own journal: when the bank asks what earlier starts of it spent, the
/// journal tells, which has every attempt since before it was sent. Thread-safe.
/// </summary>
/// <param name="bank">The bank.</param>
/// <param name="books">The process's own journal.</param>
public sealed class OwnBooksBank(IBudgetBank bank, IBudgetStore books) : IBudgetBank
{
    // Windows follow the bank's clock and the journal this machine's, so what is near the border counts as well: rather too much than too little.
    private static readonly TimeSpan s_clocksDiffer = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async ValueTask<BudgetGrants> SyncAsync(BudgetReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var grants = await bank.SyncAsync(report, cancellationToken);
        if (grants.Unclosed.IsEmpty)
            return grants;

        // What was wanted and given is not to be given twice.
        var again = grants.Wanting ? report : report with { Claims = [.. report.Claims.Select(static c => c with { Want = 0 })] };
        return await bank.SyncAsync(again with { Closings = await ClosingsAsync(report.Tenant, grants.Unclosed, cancellationToken) }, cancellationToken);
    }

    private async Task<ImmutableArray<BudgetClosing>> ClosingsAsync(string tenant, ImmutableArray<UnclosedLease> leases, CancellationToken cancellationToken)
    {
        var closings = ImmutableArray.CreateBuilder<BudgetClosing>(leases.Length);
        foreach (var lease in leases)
        {
            var window = lease.Window.Until is { } until ? new BudgetWindow(lease.Window.From - s_clocksDiffer, until + s_clocksDiffer) : lease.Window;
            var spent = await books.SpentAsync(tenant, lease.KeyId, window, cancellationToken);
            closings.Add(new(lease.KeyId, lease.Window.From, lease.Incarnation, spent.GetValueOrDefault(lease.Incarnation).Charged));
        }

        return closings.DrainToImmutable();
    }
}
