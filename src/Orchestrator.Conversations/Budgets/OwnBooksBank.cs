using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orchestrator.Conversations.Budgets;

/// <summary>
/// A bank elsewhere, for a process whose attempts are charged in its own journal: when the bank asks what earlier starts of it spent, the
/// journal tells, which has every attempt since before it was sent, and every start since before it drew. Thread-safe.
/// </summary>
/// <param name="bank">The bank.</param>
/// <param name="books">The process's own journal.</param>
public sealed class OwnBooksBank(IBudgetBank bank, IBudgetBooks books) : IBudgetBank
{
    // Windows follow the bank's clock and the journal this machine's, so what is near the border counts as well: rather too much than too little.
    private static readonly TimeSpan s_clocksDiffer = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Tenant, string Incarnation), bool> _begun = [];

    /// <inheritdoc/>
    public async ValueTask<BudgetGrants> SyncAsync(BudgetReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var start = (report.Tenant, report.Holder.Incarnation);
        if (!_begun.ContainsKey(start))
        {
            await books.BeginAsync(report.Tenant, report.Holder.Incarnation, cancellationToken);
            _begun.TryAdd(start, true);
        }

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
            closings.Add(new(lease.KeyId, lease.Window.From, lease.Incarnation, await books.ChargedAsync(tenant, lease.KeyId, window, lease.Incarnation, cancellationToken)));
        }

        return closings.DrainToImmutable();
    }
}
