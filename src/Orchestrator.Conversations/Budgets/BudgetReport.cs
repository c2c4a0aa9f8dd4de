using System.Collections.Immutable;

namespace Orchestrator.Conversations.Budgets;

/// <summary>What a holder tells the bank of one tenant's budgets, and asks of it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Holder">Who holds slices.</param>
/// <param name="Claims">A claim for each budget that it uses.</param>
public sealed record BudgetReport(string Tenant, BudgetHolder Holder, ImmutableArray<BudgetClaim> Claims)
{
    /// <summary>What earlier starts of it spent, as the bank asked with <see cref="BudgetGrants.Unclosed"/>.</summary>
    public ImmutableArray<BudgetClosing> Closings { get; init; } = [];
}
