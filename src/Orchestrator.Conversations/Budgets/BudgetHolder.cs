namespace Orchestrator.Conversations.Budgets;

/// <summary>A process that draws on budgets.</summary>
/// <param name="Name">The silo or node.</param>
/// <param name="Incarnation">Names this start of its process: random. What an earlier start held and did not spend is free again.</param>
public sealed record BudgetHolder(string Name, string Incarnation);
