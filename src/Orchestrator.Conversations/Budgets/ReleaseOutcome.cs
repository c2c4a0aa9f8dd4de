using System.Collections.Immutable;

namespace Orchestrator.Conversations.Budgets;

/// <summary>What came of a wish to free what a node holds. A refusal is no failure: nothing was changed, and the bank goes on as it is.</summary>
/// <param name="Releases">Each slice; none when the node held nothing.</param>
/// <param name="Refusal">Why nothing was freed; null when it was not refused.</param>
public sealed record ReleaseOutcome(ImmutableArray<BudgetRelease> Releases, OrchestratorException? Refusal = null);
