namespace Orchestrator.Conversations;

/// <summary>The first update of every read: the turn is accepted, here is its state and route.</summary>
/// <param name="Turn">The turn as it stood when the read began.</param>
public sealed record TurnStarted(TurnView Turn) : TurnUpdate;
