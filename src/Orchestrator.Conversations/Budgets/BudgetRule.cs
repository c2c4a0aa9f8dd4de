namespace Orchestrator.Conversations.Budgets;

/// <summary>How much may be spent, and in which time.</summary>
/// <param name="Limit">US dollars.</param>
/// <param name="Period">How often it begins anew.</param>
public sealed record BudgetRule(decimal Limit, BudgetPeriod Period);
