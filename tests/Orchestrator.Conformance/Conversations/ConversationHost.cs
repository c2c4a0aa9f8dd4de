using Orchestrator.Conversations;

namespace Orchestrator.Conformance.Conversations;

/// <summary>A host under test, on a store of its own.</summary>
public abstract class ConversationHost : IAsyncDisposable
{
    public abstract IConversations Conversations { get; }

    /// <summary>Ends the host as a crash would, as far as one process allows, and starts another on the same store.</summary>
    public abstract Task RestartAsync();

    public abstract ValueTask DisposeAsync();
}
