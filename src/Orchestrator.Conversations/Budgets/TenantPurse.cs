using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orchestrator.Conversations.Budgets;

/// <summary>This process's slices of one tenant's budgets: the tenant's own, and those of keys that came by. Thread-safe.</summary>
internal sealed class TenantPurse(string tenant, BudgetHolder holder, IBudgetBank bank, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly PurseQueue _asking = new();
    private readonly Dictionary<string, BudgetSlice> _keys = [];
    private readonly ConcurrentDictionary<string, PurseQueue> _queues = new();
    private BudgetSlice _own = new(null);
    private decimal? _conversationLimit;
    private TaskCompletionSource _changed = NewPulse();
    private long _used = time.GetTimestamp();
    private long _freshUntil;
    private DateTimeOffset _freshUntilByClock;
    private bool _known;

    /// <summary>How long nobody has come.</summary>
    public TimeSpan Idle => time.GetElapsedTime(Volatile.Read(ref _used));

    /// <summary>Completes when something was freed or granted since it was read.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    public void Used() => Volatile.Write(ref _used, time.GetTimestamp());

    /// <summary>Offers the bank all that is not drawn, with the next report.</summary>
    /// <returns>Whether there is anything to tell it: that, or that this process is there at all.</returns>
    public bool GiveBack()
    {
        lock (_lock)
        {
            var owed = !_known;
            foreach (var slice in _keys.Values.Prepend(_own))
            {
                slice.GiveBack();
                owed |= slice.IsOwed;
            }

            return owed;
        }
    }

    /// <summary>A place among those who wait for this key's money; they come in their order.</summary>
    public PurseQueue.Place Queue(string keyId) => _queues.GetOrAdd(keyId, static _ => new()).Take();

    /// <summary>Whether what is known of a key's budgets still holds.</summary>
    public bool IsFresh(string keyId)
    {
        lock (_lock)
            return IsFreshLocked(keyId);
    }

    /// <summary>What the key may still spend; null when no budget applies.</summary>
    public BudgetLeft? Left(string keyId)
    {
        lock (_lock)
        {
            BudgetLeft? least = _conversationLimit is { } limit ? new(null, "", limit) : null;
            foreach (var slice in Of(keyId))
            {
                if (slice.Rule is { } rule && !(least?.Amount <= slice.Left))
                    least = new(slice.Left, Words(slice.KeyId, rule), _conversationLimit);
            }

            return least;
        }
    }

    /// <summary>A node whose lost books hold part of one of the key's budgets; null for none.</summary>
    public string? LostNode(string keyId)
    {
        lock (_lock)
            return Of(keyId).Select(static s => s.LostNode).FirstOrDefault(static n => n is not null);
    }

    /// <summary>Sets an amount aside in every budget of the key, or in none.</summary>
    /// <param name="keyId">The key.</param>
    /// <param name="most">US dollars.</param>
    /// <param name="queued">Whether the caller has waited for its turn; others stand behind those who wait.</param>
    public BudgetReservation? TryDraw(string keyId, decimal most, bool queued)
    {
        if (!queued && _queues.TryGetValue(keyId, out var queue) && !queue.IsEmpty)
            return null;
        lock (_lock)
        {
            if (!IsFreshLocked(keyId))
                return null;
            ImmutableArray<BudgetSlice> slices = [.. Of(keyId).Where(static s => s.Rule is not null)];
            if (slices.Any(s => s.Free < most))
                return null;
            foreach (var slice in slices)
                slice.Reserve(most);
            return new(most, cost => Settle(slices, most, cost), slices.IsEmpty ? "" : holder.Incarnation);
        }
    }

    /// <summary>Reports to the bank and takes its answer.</summary>
    /// <param name="keyId">A key whose budget is asked for; null for those that are known.</param>
    /// <param name="want">What that key's slices must be able to give.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task SyncAsync(string? keyId, decimal want, CancellationToken cancellationToken)
    {
        using (var place = _asking.Take())
        {
            await place.EnterAsync(cancellationToken);
            var asked = (time.GetTimestamp(), time.GetUtcNow());
            var report = Report(keyId, want);
            var grants = await bank.SyncAsync(report, cancellationToken);
            Take(report, grants, asked);
        }
    }

    private BudgetReport Report(string? keyId, decimal want)
    {
        lock (_lock)
        {
            if (keyId is not null && !_keys.ContainsKey(keyId))
                _keys.Add(keyId, new(keyId));

            // After its time a slice may be one of a window that is over, and helps nobody.
            var fresh = keyId is not null && IsFreshLocked(keyId);
            return new(
                tenant, holder,
                [.. _keys.Values.Prepend(_own).Select(s => s.Claim(s.KeyId is not null && s.KeyId != keyId ? 0 : fresh ? Math.Max(0, want - s.Free) : want))]);
        }
    }

    private void Take(BudgetReport report, BudgetGrants grants, (long Ticks, DateTimeOffset At) asked)
    {
        lock (_lock)
        {
            _conversationLimit = grants.ConversationLimit;
            var validFor = TenantBudget.LeaseTime;
            foreach (var claim in report.Claims)
            {
                var grant = grants.Grants.FirstOrDefault(g => g.KeyId == claim.KeyId) ?? new(claim.KeyId, null, default);
                Take(claim, grant);
                if (grant.Rule is not null && grant.ValidFor < validFor)
                    validFor = grant.ValidFor;
            }

            _known = true;
            _freshUntil = asked.Ticks + (long)(validFor.TotalSeconds * time.TimestampFrequency);
            _freshUntilByClock = asked.At + validFor;
        }
    }

    private void Take(BudgetClaim claim, BudgetGrant grant)
    {
        var slice = claim.KeyId is null ? _own : _keys[claim.KeyId];

        // Attempts that run settle in the slice that they were drawn on.
        if (!slice.Takes(grant))
            (slice, claim) = (new(claim.KeyId), claim with { Spent = 0, Returned = 0 });
        slice.Take(grant, claim.Spent, claim.Returned);
        if (claim.KeyId is null)
            _own = slice;
        else
            _keys[claim.KeyId] = slice;
    }

    private void Settle(ImmutableArray<BudgetSlice> slices, decimal most, decimal cost)
    {
        lock (_lock)
        {
            foreach (var slice in slices)
                slice.Settle(most, cost);
        }

        Pulse();
    }

    // By both clocks: the one stands still while a machine sleeps, the other may be set back.
    private bool IsFreshLocked(string keyId) => _keys.TryGetValue(keyId, out var slice) && slice.IsKnown && time.GetTimestamp() < _freshUntil && time.GetUtcNow() < _freshUntilByClock;

    private IEnumerable<BudgetSlice> Of(string keyId) => _keys.TryGetValue(keyId, out var key) ? [_own, key] : [_own];

    /// <summary>Lets those who wait look again.</summary>
    public void Pulse()
    {
        if (!_queues.IsEmpty)
            Interlocked.Exchange(ref _changed, NewPulse()).TrySetResult();
    }

    private string Words(string? keyId, BudgetRule rule)
    {
        var whose = keyId is null ? $"tenant '{tenant}'" : $"API key '{keyId}'";
        return rule.Period switch
        {
            BudgetPeriod.Day => $"today's budget of {whose}",
            BudgetPeriod.Month => $"this month's budget of {whose}",
            _ => $"the budget of {whose}",
        };
    }

    private static TaskCompletionSource NewPulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
