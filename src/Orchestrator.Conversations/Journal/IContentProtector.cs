namespace Orchestrator.Conversations.Journal;

/// <summary>Protects the content of events at rest, under a key per conversation. Thread-safe.</summary>
public interface IContentProtector
{
    /// <summary>Protects content.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="content">The content.</param>
    /// <returns>The protected bytes and the id of the key.</returns>
    (string KeyId, ReadOnlyMemory<byte> Content) Protect(ConversationKey key, ReadOnlyMemory<byte> content);

    /// <summary>The content again.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="keyId">The key's id.</param>
    /// <param name="content">The protected bytes.</param>
    /// <exception cref="InvalidDataException">The key is unknown or the bytes are not what was protected.</exception>
    ReadOnlyMemory<byte> Unprotect(ConversationKey key, string keyId, ReadOnlyMemory<byte> content);
}
