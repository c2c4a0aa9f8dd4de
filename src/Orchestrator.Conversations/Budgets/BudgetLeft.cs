namespace Orchestrator.Conversations.Budgets;

/// <summary>What a caller may still spend.</summary>
/// <param name="Amount">US dollars, at most: attempts that run now may take of it. Null when only conversations have a limit.</param>
/// <param name="Of">Which budget that is, in plain words.</param>
/// <param name="ConversationLimit">What one conversation may cost in all, in US dollars; null for no limit.</param>
public sealed record BudgetLeft(decimal? Amount, string Of, decimal? ConversationLimit)
{
    /// <summary>The bank could not be asked: nothing may be spent, and in a moment that may be otherwise.</summary>
    public bool Unknown { get; init; }

    /// <summary>The most completion tokens of a turn whose caller sets no limit.</summary>
    public int MaxOutputTokens { get; init; }

    /// <summary>The same, with what is left of the conversation's own budget when that is less.</summary>
    /// <param name="spent">What the conversation has cost, in US dollars.</param>
    internal BudgetLeft Within(decimal spent) => ConversationLimit - spent is { } left && !(Amount <= left)
        ? this with { Amount = left, Of = "this conversation's budget" }
        : this;
}
