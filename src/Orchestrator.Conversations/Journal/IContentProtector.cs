namespace Orchestrator.Conversations.Journal;

/// <summary>
/// Protects the content of events at rest, under a key per conversation. Thread-safe. A failure of the store that keeps the keys is an
/// <see cref="OrchestratorException"/> with <see cref="ErrorReason.StorageUnavailable"/>.
/// </summary>
public interface IContentProtector
{
    /// <summary>The key id of content that was written before there was encryption. It is still read, never written.</summary>
    const string PlainKeyId = "plain";

    /// <summary>Names the top key that everything hangs on now.</summary>
    string TopKeyId { get; }

    /// <summary>Names the key-encryption key that wraps the conversations' keys now.</summary>
    string KeyEncryptionKeyId { get; }

    /// <summary>Counts the key-encryption keys that there have been.</summary>
    long Generation { get; }

    /// <summary>A key for a conversation that has none yet: durable, and given to nobody else.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The key's id.</returns>
    ValueTask<string> NewKeyAsync(CancellationToken cancellationToken);

    /// <summary>Protects contents of one conversation: they share the work that is done once for a key.</summary>
    /// <param name="places">Where each belongs; all name one key.</param>
    /// <param name="contents">The contents, one for each place.</param>
    /// <returns>The protected bytes, in the same order.</returns>
    /// <exception cref="ArgumentException">The places name several keys, or are not as many as the contents.</exception>
    /// <exception cref="InvalidDataException">There is no such key.</exception>
    ReadOnlyMemory<byte>[] Protect(ReadOnlySpan<ContentPlace> places, ReadOnlySpan<byte[]> contents);

    /// <summary>The content again.</summary>
    /// <param name="place">Where it belongs, and the key.</param>
    /// <param name="content">The protected bytes.</param>
    /// <exception cref="InvalidDataException">There is no such key, or the bytes are not what was protected there.</exception>
    ReadOnlyMemory<byte> Unprotect(in ContentPlace place, ReadOnlyMemory<byte> content);

    /// <summary>A secret of a conversation for another purpose than its content: 32 bytes, always the same, destroyed with the key.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="keyId">Its key.</param>
    /// <param name="purpose">The purpose, ASCII.</param>
    /// <exception cref="InvalidDataException">There is no such key.</exception>
    byte[] Derive(in ConversationKey conversation, string keyId, string purpose);

    /// <summary>
    /// Destroys keys: when the task completes, no file of this store opens them, and the key-encryption key that did is destroyed.
    /// Keys that are not there are skipped.
    /// </summary>
    /// <param name="keyIds">The keys' ids; <see cref="PlainKeyId"/> is skipped.</param>
    /// <param name="cancellationToken">Ends the wait only; the outcome is then unknown.</param>
    ValueTask<KeyDestruction> DestroyAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancellationToken);
}
