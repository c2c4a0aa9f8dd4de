using System.Collections.Immutable;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;
using Orchestrator.Routing;

namespace Orchestrator.Conversations.Turns;

/// <summary>A decided turn: where it goes and what is needed to clear it for each target of the plan.</summary>
internal sealed record TurnPlan
{
    public required TurnRouted Routed { get; init; }

    /// <summary>What the shadow router would have done; null without one. Never executed.</summary>
    public RouteDecision? Shadow { get; init; }

    public required RequestAnalysis Analysis { get; init; }

    public required Zone Entered { get; init; }

    /// <summary>The conversation's key for pseudonyms, when policy may ask for some.</summary>
    public PseudonymKey? PseudonymKey { get; init; }

    public required Caller Caller { get; init; }

    /// <summary>What the caller may spend; null when no budget applies.</summary>
    public BudgetLeft? Budget { get; init; }

    /// <summary>The most completion tokens, as the request tells the target.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What the conversation's other turns have cost, in US dollars.</summary>
    public decimal SpentBefore { get; init; }

    public required ImmutableDictionary<string, ITargetConnector> Connectors { get; init; }
}
