namespace Orchestrator.Conversations.Journal;

/// <summary>Another writer took the conversation over. Nothing was written; whoever sees this drops the conversation from memory.</summary>
public sealed class StaleFenceException : Exception
{
    /// <summary>Makes the exception of a fence that another writer raised.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="expected">The fence that the writer expected.</param>
    /// <param name="found">The fence that is stored.</param>
    public StaleFenceException(ConversationKey key, long expected, long found)
        : base($"Conversation {key} is held by fence {found}, not {expected}: another host took it over.")
    {
    }

    /// <summary>Makes the exception of a fence or a sequence that another writer moved on.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="expected">The fence and last sequence that the writer expected.</param>
    /// <param name="found">The fence and last sequence that are stored; both 0 when the conversation is not stored.</param>
    public StaleFenceException(ConversationKey key, (long Fence, long Sequence) expected, (long Fence, long Sequence) found)
        : base($"Conversation {key} stands at fence {found.Fence} and sequence {found.Sequence}, not at fence {expected.Fence} and sequence {expected.Sequence}: another host wrote to it.")
    {
    }
}
