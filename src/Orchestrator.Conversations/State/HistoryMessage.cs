namespace Orchestrator.Conversations.State;

/// <summary>A message of the history.</summary>
/// <param name="Message">The message.</param>
/// <param name="Saw">For a model's answer, the label of what that model saw.</param>
internal sealed record HistoryMessage(Message Message, Label? Saw);
