namespace Orchestrator.Conversations.Erasure;

/// <summary>Whoever holds conversations in memory.</summary>
public interface IErasureHost
{
    /// <summary>
    /// Drops a conversation that was erased: its running turn is stopped, and whoever reads or waits is told
    /// <see cref="ErrorReason.ConversationErased"/>. Nothing happens when it is not held.
    /// </summary>
    /// <param name="key">The conversation.</param>
    ValueTask DropErasedAsync(ConversationKey key);
}
