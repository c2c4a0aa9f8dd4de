namespace Orchestrator.Conversations.Events;

/// <summary>The host found the turn without an end: the host before it stopped. The same turn id makes the next attempt.</summary>
/// <param name="TurnId">The turn.</param>
public sealed record TurnInterrupted(string TurnId) : ConversationEvent(TurnId);
