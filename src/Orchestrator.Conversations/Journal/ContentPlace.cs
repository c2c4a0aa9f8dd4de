namespace Orchestrator.Conversations.Journal;

/// <summary>Where an event's content belongs. Content is bound to its place: moved to another one it does not open.</summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="KeyId">The key that protects it.</param>
/// <param name="LogId">The log.</param>
/// <param name="Sequence">The place in the conversation's part of the log.</param>
/// <param name="Kind">The kind of event.</param>
public readonly record struct ContentPlace(ConversationKey Conversation, string KeyId, string LogId, long Sequence, string Kind);
