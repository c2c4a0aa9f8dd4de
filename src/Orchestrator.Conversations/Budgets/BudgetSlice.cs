namespace Orchestrator.Conversations.Budgets;

/// <summary>A holder's slice of one budget in one window, in memory. Sums are in US dollars. Not thread-safe: the purse's lock guards it.</summary>
internal sealed class BudgetSlice(string? keyId)
{
    private decimal _leftAtSync, _spentAtSync, _returnedAtSync;

    public string? KeyId => keyId;

    /// <summary>Whether the bank has ever said anything of it.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Null as long as the bank has said nothing, and when there is no budget.</summary>
    public BudgetRule? Rule { get; private set; }

    public DateTimeOffset? From { get; private set; }

    /// <summary>A node whose lost books hold part of the budget; null for none.</summary>
    public string? LostNode { get; private set; }

    public decimal Granted { get; private set; }

    public decimal Returned { get; private set; }

    public decimal Spent { get; private set; }

    public decimal Reserved { get; private set; }

    /// <summary>Whether something was spent or given back of which the bank has not heard.</summary>
    public bool IsOwed => Spent != _spentAtSync || Returned != _returnedAtSync;

    public decimal Free => Granted - Returned - Spent - Reserved;

    /// <summary>What is left at most, as far as is known here.</summary>
    public decimal Left => _leftAtSync - (Spent - _spentAtSync);

    /// <summary>Whether a grant is of this slice and not of one of another window.</summary>
    public bool Takes(BudgetGrant grant) => grant.Rule is null || From is null || From == grant.From;

    public void Take(BudgetGrant grant, decimal spentReported, decimal returnedReported)
    {
        (Rule, IsKnown, LostNode, _spentAtSync, _returnedAtSync) = (grant.Rule, true, grant.LostNode, spentReported, returnedReported);

        // What was held stays held: a budget that is taken away may come back in the same window.
        if (grant.Rule is null)
            return;
        From = grant.From;
        Granted = Math.Max(Granted, grant.Granted);
        _leftAtSync = grant.Left;
        if (grant.Recall)
            GiveBack();
    }

    /// <summary>What is not drawn is given back with the next report.</summary>
    public void GiveBack() => Returned += Math.Max(0, Free);

    public void Reserve(decimal most) => Reserved += most;

    public void Settle(decimal most, decimal cost) => (Reserved, Spent) = (Reserved - most, Spent + cost);

    public BudgetClaim Claim(decimal want) => new(keyId, From, Spent, Returned, want);
}
