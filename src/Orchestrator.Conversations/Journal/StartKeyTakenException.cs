namespace Orchestrator.Conversations.Journal;

/// <summary>
/// The same turn, sent without naming a conversation, already opened or joined another one. Nothing was written; whoever sees this
/// goes on with <see cref="Holder"/>.
/// </summary>
public sealed class StartKeyTakenException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="key">The conversation whose append was refused.</param>
    /// <param name="holder">The conversation that has the start key, in the same tenant.</param>
    public StartKeyTakenException(ConversationKey key, ConversationId holder)
        : base($"The turn that was to start conversation {key} already belongs to conversation {holder}.") => Holder = holder;

    /// <summary>The conversation that has the start key.</summary>
    public ConversationId Holder { get; }
}
