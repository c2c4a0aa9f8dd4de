namespace Orchestrator.Conversations.Budgets;

/// <summary>What one holder's attempts have cost, in US dollars.</summary>
/// <param name="Settled">Those that ended.</param>
/// <param name="Charged">All of them, those without an end at their most.</param>
public readonly record struct BudgetSpent(decimal Settled, decimal Charged);
