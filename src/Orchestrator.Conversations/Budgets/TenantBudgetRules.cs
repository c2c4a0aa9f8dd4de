using System.Collections.Immutable;

namespace Orchestrator.Conversations.Budgets;

/// <summary>The budgets of one tenant.</summary>
public sealed record TenantBudgetRules
{
    /// <summary>The tenant's own; null when only its keys or conversations have one.</summary>
    public BudgetRule? Tenant { get; init; }

    /// <summary>Those of its API keys, by the key's id; they are within the tenant's.</summary>
    public ImmutableDictionary<string, BudgetRule> Keys { get; init; } = ImmutableDictionary<string, BudgetRule>.Empty;

    /// <summary>What one conversation may cost in all, in US dollars; null for no limit.</summary>
    public decimal? ConversationLimit { get; init; }

    /// <summary>Whether any of them limits what a key may spend.</summary>
    /// <param name="keyId">The key.</param>
    public bool Limits(string keyId) => Tenant is not null || ConversationLimit is not null || Keys.ContainsKey(keyId);

    /// <summary>The rule of the tenant or of one of its keys; null when it has none.</summary>
    /// <param name="keyId">The key; null for the tenant.</param>
    public BudgetRule? Of(string? keyId) => keyId is null ? Tenant : Keys.GetValueOrDefault(keyId);
}
