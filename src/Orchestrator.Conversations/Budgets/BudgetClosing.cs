namespace Orchestrator.Conversations.Budgets;

/// <summary>A holder that keeps its own books tells what an earlier start of it spent, so that the rest of its slice is free.</summary>
/// <param name="KeyId">The key whose budget it is; null for the tenant's.</param>
/// <param name="From">The window.</param>
/// <param name="Incarnation">The earlier start.</param>
/// <param name="Charged">
/// What its attempts have cost, those without an end at their most, in US dollars; null when the books of that start are lost.
/// </param>
public sealed record BudgetClosing(string? KeyId, DateTimeOffset From, string Incarnation, decimal? Charged);
