namespace Orchestrator.Conversations.Events;

/// <summary>What happened in a conversation. A conversation is the fold of these, parents first, and of nothing else.</summary>
/// <param name="TurnId">The turn it belongs to.</param>
public abstract record ConversationEvent(string TurnId);
