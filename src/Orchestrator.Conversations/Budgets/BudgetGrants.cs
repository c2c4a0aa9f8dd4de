using System.Collections.Immutable;

namespace Orchestrator.Conversations.Budgets;

/// <summary>The bank's answer to a <see cref="BudgetReport"/>.</summary>
/// <param name="Grants">A grant for each claim.</param>
/// <param name="ConversationLimit">What one conversation may cost in all, in US dollars; null for no limit.</param>
/// <param name="Wanting">Somebody's want could not be met: what other holders have undrawn should be called back.</param>
public sealed record BudgetGrants(ImmutableArray<BudgetGrant> Grants, decimal? ConversationLimit = null, bool Wanting = false)
{
    /// <summary>The answer for a tenant without budgets.</summary>
    public static BudgetGrants None { get; } = new([]);

    /// <summary>What the holder is asked to close, because an earlier start of it held it; only of one that keeps its own books.</summary>
    public ImmutableArray<UnclosedLease> Unclosed { get; init; } = [];
}
