namespace Orchestrator.Conversations.Journal;

/// <summary>Names an event.</summary>
/// <param name="LogId">The log it is in.</param>
/// <param name="Sequence">Its place there.</param>
public readonly record struct EventReference(string LogId, long Sequence);
