namespace Orchestrator.Conversations.Budgets;

/// <summary>What became of a lost node's slice of one budget, in US dollars.</summary>
/// <param name="KeyId">The key whose budget it is; null for the tenant's.</param>
/// <param name="Held">What it held.</param>
/// <param name="Charged">What of that counts as spent; the rest is free.</param>
public sealed record BudgetRelease(string? KeyId, decimal Held, decimal Charged);
