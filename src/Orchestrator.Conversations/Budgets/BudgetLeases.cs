using System.Collections.Immutable;

namespace Orchestrator.Conversations.Budgets;

/// <summary>All leases of one budget in one window.</summary>
/// <param name="KeyId">The key; null for the tenant's own budget.</param>
/// <param name="From">The window.</param>
/// <param name="Leases">The leases.</param>
public sealed record BudgetLeases(string? KeyId, DateTimeOffset From, ImmutableArray<BudgetLease> Leases);
