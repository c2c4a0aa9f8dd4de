namespace Orchestrator.Conversations.Budgets;

/// <summary>
/// What a holder says of its slice of one budget. The sums count from the slice's beginning and only rise, so that a claim that is lost,
/// comes twice or late does no harm.
/// </summary>
/// <param name="KeyId">The key whose budget it is; null for the tenant's.</param>
/// <param name="From">The window that the holder knows; null before it knows one.</param>
/// <param name="Spent">What its attempts have cost, in US dollars.</param>
/// <param name="Returned">What it gives back undrawn, in US dollars.</param>
/// <param name="Want">What it needs more, at once or not at all, in US dollars.</param>
public sealed record BudgetClaim(string? KeyId, DateTimeOffset? From, decimal Spent, decimal Returned, decimal Want);
