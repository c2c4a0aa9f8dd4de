namespace Orchestrator.Conversations.Budgets;

/// <summary>The budgets that an operator has set. They may change at any time. Thread-safe.</summary>
public interface IBudgetRules
{
    /// <summary>The budgets of a tenant; null when it has none.</summary>
    /// <param name="tenant">The tenant.</param>
    TenantBudgetRules? Find(string tenant);
}
