namespace Orchestrator.Conversations.Journal;

/// <summary>Another writer took the conversation over. Nothing was written; whoever sees this drops the conversation from memory.</summary>
public sealed class StaleFenceException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="expected">The fence that the writer expected.</param>
    /// <param name="found">The fence that is stored.</param>
    public StaleFenceException(ConversationKey key, long expected, long found)
        : base($"Conversation {key} is held by fence {found}, not {expected}: another host took it over.")
    {
    }
}
