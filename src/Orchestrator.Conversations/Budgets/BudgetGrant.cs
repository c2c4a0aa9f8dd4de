namespace Orchestrator.Conversations.Budgets;

/// <summary>What a holder has of one budget, as the bank says.</summary>
/// <param name="KeyId">The key whose budget it is; null for the tenant's.</param>
/// <param name="Rule">The budget; null when there is none, and then nothing else counts.</param>
/// <param name="From">The window; a holder that knew another begins a new slice.</param>
public sealed record BudgetGrant(string? KeyId, BudgetRule? Rule, DateTimeOffset From)
{
    /// <summary>All that was granted to this holder in the window, in US dollars; only rises.</summary>
    public decimal Granted { get; init; }

    /// <summary>The limit less what is known to be spent, in US dollars: an attempt that may cost more has no hope in this window.</summary>
    public decimal Left { get; init; }

    /// <summary>How long the slice may be drawn on, counted from when it was asked for.</summary>
    public TimeSpan ValidFor { get; init; }

    /// <summary>Another holder is short: what is not drawn is to be given back.</summary>
    public bool Recall { get; init; }

    /// <summary>A node that came back without the books of what it held: that stays held until somebody frees it. Null for none.</summary>
    public string? LostNode { get; init; }
}
