namespace Orchestrator.Conversations.Budgets;

/// <summary>
/// One budget in one window, at the bank: what is spent, and what holders may still draw. What is spent and held never exceeds the limit,
/// because nothing is granted that is not free, and what is granted is free again only when its holder gives it back or is gone and all
/// that it spent is known. Not thread-safe.
/// </summary>
/// <param name="keyId">The key whose budget it is; null for the tenant's.</param>
/// <param name="window">The window.</param>
/// <param name="settled">What holders that are gone have spent.</param>
internal sealed class BudgetAccount(string? keyId, BudgetWindow window, decimal settled)
{
    // A slice of this share saves the bank a call for most turns, and leaves enough for other holders.
    private const int SlicesOfLimit = 64, SlicesOfFree = 4;

    private readonly Dictionary<string, BudgetLease> _leases = [];
    private decimal _settled = settled;

    public string? KeyId => keyId;

    public BudgetWindow Window => window;

    public decimal Limit { get; set; }

    public IReadOnlyCollection<BudgetLease> Leases => _leases.Values;

    public decimal Spent => _settled + _leases.Values.Sum(static l => l.Spent);

    public decimal Free => Limit - _settled - _leases.Values.Sum(static l => l.Held);

    public BudgetLease Lease(BudgetHolder holder) => _leases.GetValueOrDefault(holder.Incarnation) ?? new(holder, 0, 0, 0);

    /// <summary>Takes over a lease as it was kept.</summary>
    public void Restore(BudgetLease lease) => _leases[lease.Holder.Incarnation] = lease;

    /// <summary>Takes in what a holder says of its slice.</summary>
    public void Report(BudgetHolder holder, decimal spent, decimal returned)
    {
        if (_leases.TryGetValue(holder.Incarnation, out var lease))
            _leases[holder.Incarnation] = Reported(lease, spent, Math.Min(returned, lease.Granted));
        else if (spent > 0)
            _leases[holder.Incarnation] = new(holder, 0, 0, spent);
    }

    /// <summary>Whether more was taken back of a holder's slice than it knows of.</summary>
    public bool WasReleased(BudgetHolder holder, decimal returned) => Lease(holder).Returned > returned;

    /// <summary>Takes back what a holder that is lost has not spent.</summary>
    /// <param name="lease">Its slice.</param>
    /// <param name="spent">The most that it can have spent.</param>
    public BudgetRelease Release(BudgetLease lease, decimal spent)
    {
        var charged = Math.Clamp(spent, lease.Spent, Math.Max(lease.Spent, lease.Held));
        _leases[lease.Holder.Incarnation] = lease with { Returned = Math.Max(lease.Returned, lease.Granted - charged) };
        return new(keyId, lease.Held, charged);
    }

    private static BudgetLease Reported(BudgetLease lease, decimal spent, decimal returned)
    {
        var most = Math.Max(lease.Spent, spent);

        // Who is back after its slice was released and spent more than was thought: that is not free.
        var back = lease.Returned > returned ? Math.Max(returned, Math.Min(lease.Returned, lease.Granted - most)) : returned;
        return lease with { Spent = most, Returned = back };
    }

    /// <summary>A start of a holder with books of its own is gone and it is known what that spent: that much stays, the rest is free.</summary>
    /// <param name="lease">Its slice.</param>
    /// <param name="charged">What it spent.</param>
    public void Close(BudgetLease lease, decimal charged)
    {
        _leases.Remove(lease.Holder.Incarnation);
        var closed = BudgetLease.NothingClosed(lease.Holder.Name);
        _leases[closed.Holder.Incarnation] = _leases.GetValueOrDefault(closed.Holder.Incarnation, closed).Closing(Math.Max(lease.Spent, charged));
    }

    /// <summary>Grants what a holder wants, and some more while there is plenty; or nothing.</summary>
    /// <returns>Whether the want is met.</returns>
    public bool Grant(BudgetHolder holder, decimal want)
    {
        if (want <= 0)
            return true;
        var free = Free;
        if (free < want)
            return false;
        var lease = Lease(holder);
        var amount = Math.Max(want, Math.Min(Limit / SlicesOfLimit, free / SlicesOfFree));
        _leases[holder.Incarnation] = lease with { Granted = lease.Granted + amount };
        return true;
    }

    /// <summary>A holder is gone and all that it spent is known: the rest is free.</summary>
    public void Close(BudgetHolder holder, decimal spent)
    {
        if (_leases.Remove(holder.Incarnation))
            _settled += spent;
    }
}
