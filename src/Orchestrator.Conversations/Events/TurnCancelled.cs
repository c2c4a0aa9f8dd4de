namespace Orchestrator.Conversations.Events;

/// <summary>The turn was cancelled by its caller.</summary>
/// <param name="TurnId">The turn.</param>
public sealed record TurnCancelled(string TurnId) : ConversationEvent(TurnId);
