using Orchestrator.Conversations.Journal;

namespace Orchestrator.Storage.Protection;

/// <summary>
/// Keeps the content of events as it is, under the key id <c>plain</c>: whoever reads the files reads the conversations. It holds the
/// place of encryption with a key per conversation, which changes neither the journal nor its schema, as every row names its key.
/// Thread-safe.
/// </summary>
public sealed class PlainContentProtector : IContentProtector
{
    /// <summary>The key id of content that is not encrypted.</summary>
    public const string PlainKeyId = "plain";

    /// <inheritdoc/>
    public (string KeyId, ReadOnlyMemory<byte> Content) Protect(ConversationKey key, ReadOnlyMemory<byte> content) => (PlainKeyId, content);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Unprotect(ConversationKey key, string keyId, ReadOnlyMemory<byte> content) =>
        keyId == PlainKeyId
            ? content
            : throw new InvalidDataException($"An event of conversation {key} is protected under key '{keyId}'; this process only reads '{PlainKeyId}'. Configure the protector that wrote it.");
}
