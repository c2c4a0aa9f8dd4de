namespace Orchestrator.Conversations;

/// <summary>The last update of every read: how the turn ended, durable before anyone is told.</summary>
/// <param name="Turn">The turn in its final state: completed, failed, cancelled or interrupted.</param>
public sealed record TurnEnded(TurnView Turn) : TurnUpdate;
