using Orchestrator.Conversations.Journal;

namespace Orchestrator.Grains.Conversations;

/// <summary>Which exceptions of a conversation are answers to its caller.</summary>
internal static class GrainErrors
{
    public static OrchestratorError? Of(Exception e) => e switch
    {
        OrchestratorException known => known.Error,
        StartKeyTakenException => new(ErrorReason.Moved, "The same turn went to another conversation."),
        _ => null,
    };
}
