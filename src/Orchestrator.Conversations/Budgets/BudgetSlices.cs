using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Orchestrator.Conversations.Budgets;

/// <summary>
/// The slices of budgets that this process holds: turns draw on them in memory, and the bank is asked only when one is used up, and once
/// a second while turns come. Thread-safe.
/// </summary>
public sealed class BudgetSlices : IBudgets
{
    // A tenant that nobody came for in this time is left alone until somebody does.
    private static readonly TimeSpan s_inUse = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, TenantPurse> _purses = new();
    private readonly BudgetHolder _holder;
    private readonly IBudgetBank _bank;
    private readonly BudgetOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a holder without slices.</summary>
    /// <param name="holder">Who this process is.</param>
    /// <param name="bank">Where slices come from.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">The clock of leases and waits.</param>
    public BudgetSlices(BudgetHolder holder, IBudgetBank bank, BudgetOptions options, TimeProvider time) =>
        (_holder, _bank, _options, _time) = (holder, bank, options, time);

    /// <inheritdoc/>
    public ValueTask<BudgetLeft?> LookAsync(Caller caller, CancellationToken cancellationToken)
    {
        var purse = Purse(caller.Tenant);
        return purse.IsFresh(caller.KeyId) ? new(Bounded(purse.Left(caller.KeyId))) : LookAtBankAsync(purse, caller.KeyId, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<BudgetReservation> ReserveAsync(Caller caller, decimal most, CancellationToken cancellationToken)
    {
        var purse = Purse(caller.Tenant);
        return purse.TryDraw(caller.KeyId, most, queued: false) is { } drawn ? new(drawn) : new(WaitAsync(purse, caller.KeyId, most, cancellationToken));
    }

    /// <summary>Lets the bank hear of this process with the next refresh, before anybody has come: what an earlier start held waits for that.</summary>
    /// <param name="tenant">Whose bank.</param>
    public void Watch(string tenant) => Purse(tenant);

    /// <summary>Tells the bank what was spent, and hears what changed. Called once a second.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OrchestratorException">A bank cannot be asked; the others were.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        OrchestratorException? failed = null;

        // Others may need what nobody comes for here.
        foreach (var purse in _purses.Values.Where(static p => p.Idle < s_inUse || p.GiveBack()))
        {
            try
            {
                await purse.SyncAsync(null, 0, cancellationToken);
                purse.Pulse();
            }
            catch (OrchestratorException e)
            {
                // One bank that is away keeps no other tenant's waiting.
                failed ??= e;
            }
        }

        if (failed is not null)
            ExceptionDispatchInfo.Throw(failed);
    }

    private TenantPurse Purse(string tenant)
    {
        if (!_purses.TryGetValue(tenant, out var purse))
            purse = _purses.GetOrAdd(tenant, name => new(name, _holder, _bank, _time));
        purse.Used();
        return purse;
    }

    private BudgetLeft? Bounded(BudgetLeft? left) => left is null ? null : left with { MaxOutputTokens = _options.MaxOutputTokens };

    private async ValueTask<BudgetLeft?> LookAtBankAsync(TenantPurse purse, string keyId, CancellationToken cancellationToken)
    {
        try
        {
            await purse.SyncAsync(keyId, 0, cancellationToken);
            return Bounded(purse.Left(keyId));
        }
        catch (OrchestratorException)
        {
            // Nothing is known, so nothing may be spent; what costs nothing goes on.
            return Bounded(new(0, "the budget", null) { Unknown = true });
        }
    }

    private static async Task AskAsync(TenantPurse purse, string keyId, decimal most, CancellationToken cancellationToken)
    {
        try
        {
            await purse.SyncAsync(keyId, most, cancellationToken);
        }
        catch (OrchestratorException e)
        {
            throw BudgetErrors.Unknown(e);
        }
    }

    private async Task<BudgetReservation> WaitAsync(TenantPurse purse, string keyId, decimal most, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.MaxWait, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var place = purse.Queue(keyId);
        try
        {
            await place.EnterAsync(either.Token);
            while (true)
            {
                if (purse.TryDraw(keyId, most, queued: true) is { } here)
                    return here;
                await AskAsync(purse, keyId, most, cancellationToken);
                var changed = purse.Changed;
                if (purse.TryDraw(keyId, most, queued: true) is { } granted)
                    return granted;
                if (purse.Left(keyId) is { Amount: { } left } of && left < most)
                    throw BudgetErrors.Spent(most, left, of.Of);
                await changed.WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw BudgetErrors.SetAside(most, purse.LostNode(keyId));
        }
    }
}
