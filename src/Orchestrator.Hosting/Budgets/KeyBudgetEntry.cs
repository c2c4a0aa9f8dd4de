namespace Orchestrator.Hosting.Budgets;

/// <summary>The budget of one API key, within its tenant's.</summary>
public sealed class KeyBudgetEntry : BudgetEntry
{
    /// <summary>The key's id.</summary>
    public string Id { get; set; } = "";
}
