using System.Collections.Immutable;
using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Hosting.Budgets;

/// <summary>The budgets of one tenant.</summary>
public sealed class TenantBudgetEntry : BudgetEntry
{
    /// <summary>The tenant.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>What one conversation may cost in all, in US dollars.</summary>
    /// <value>Null by default: no limit.</value>
    public decimal? ConversationLimit { get; set; }

    /// <summary>The budgets of its keys.</summary>
    public IList<KeyBudgetEntry> Keys { get; set; } = [];

    /// <summary>Whether a list of it holds a null, which no annotation keeps a file from.</summary>
    internal bool HasNull => Keys.Any(static k => k is null || k.Credits.Any(static c => c is null)) || Credits.Any(static c => c is null);

    /// <summary>The rules that the engine follows.</summary>
    internal TenantBudgetRules Rules() => new()
    {
        Tenant = Rule(),
        Keys = Keys.Where(static k => k.Rule() is not null).ToImmutableDictionary(static k => k.Id, static k => k.Rule()!),
        ConversationLimit = ConversationLimit,
    };

    /// <summary>What forbids using it; null when it can be used.</summary>
    internal string? Problem() =>
        Tenant.Length == 0 ? "each entry of tenants must name its tenant."
        : BudgetProblem($"tenant '{Tenant}'") is { } own ? own
        : ConversationLimit is < 0 ? $"the conversation_limit of tenant '{Tenant}' must not be negative."
        : Keys.Any(static k => k.Id.Length == 0) ? $"each entry of keys of tenant '{Tenant}' must have an id."
        : Keys.DistinctBy(static k => k.Id).Count() != Keys.Count ? $"tenant '{Tenant}' has a key twice; it has one entry."
        : Keys.Select(static k => k.BudgetProblem($"API key '{k.Id}'")).FirstOrDefault(static p => p is not null);
}
