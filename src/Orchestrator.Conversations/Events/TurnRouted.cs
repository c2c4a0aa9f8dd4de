using Orchestrator.Routing;

namespace Orchestrator.Conversations.Events;

/// <summary>A route was decided, with every input of the decision, so that it replays.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Input">What the router was given.</param>
/// <param name="Decision">What it decided.</param>
/// <param name="PolicyVersion">The policy that gave the verdicts.</param>
/// <param name="RouterVersion">The router, with the version of its estimator.</param>
public sealed record TurnRouted(string TurnId, RouteInput Input, RouteDecision Decision, string PolicyVersion, string RouterVersion)
    : ConversationEvent(TurnId);
