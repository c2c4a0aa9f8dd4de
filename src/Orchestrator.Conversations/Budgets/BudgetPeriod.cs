namespace Orchestrator.Conversations.Budgets;

/// <summary>How often a budget begins anew.</summary>
public enum BudgetPeriod
{
    /// <summary>Never: a sum that is spent once, as prepaid credits are.</summary>
    Total = 0,

    /// <summary>At midnight, UTC.</summary>
    Day = 1,

    /// <summary>On the first of the month, at midnight, UTC.</summary>
    Month = 2,
}
