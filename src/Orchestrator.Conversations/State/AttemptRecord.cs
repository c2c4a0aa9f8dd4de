using Orchestrator.Conversations.Events;

namespace Orchestrator.Conversations.State;

/// <summary>An attempt as the journal tells it.</summary>
/// <param name="Started">How it began.</param>
/// <param name="Ended">How it ended, if the turn went on without it.</param>
internal sealed record AttemptRecord(AttemptStarted Started, AttemptEnded? Ended);
