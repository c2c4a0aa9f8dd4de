namespace Orchestrator.Conversations.Budgets;

/// <summary>A slice of an earlier start of the holder, of which the bank does not know what was spent.</summary>
/// <param name="KeyId">The key whose budget it is; null for the tenant's.</param>
/// <param name="Window">The window.</param>
/// <param name="Incarnation">The earlier start.</param>
public sealed record UnclosedLease(string? KeyId, BudgetWindow Window, string Incarnation);
