using Orchestrator.Privacy;

namespace Orchestrator.Conversations.State;

/// <summary>A message of the history.</summary>
/// <param name="Message">The message.</param>
/// <param name="Origin">Where it comes from; for a model's answer, what that model saw and what was put back.</param>
internal sealed record HistoryMessage(Message Message, MessageOrigin Origin);
