namespace Orchestrator.Conversations;

/// <summary>What a reader of a turn is told.</summary>
public abstract record TurnUpdate;
