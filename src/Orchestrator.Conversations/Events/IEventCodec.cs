namespace Orchestrator.Conversations.Events;

/// <summary>Writes events as messages of <c>journal.proto</c>, and reads them. Thread-safe.</summary>
public interface IEventCodec
{
    /// <summary>The major version that this codec writes. It reads this and older ones.</summary>
    int Version { get; }

    /// <summary>The bytes of an event.</summary>
    /// <param name="e">The event.</param>
    byte[] Encode(ConversationEvent e);

    /// <summary>The event in the bytes.</summary>
    /// <param name="content">What <see cref="Encode"/> wrote, now or in an older version.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged or of a newer major version.</exception>
    ConversationEvent Decode(ReadOnlySpan<byte> content);

    /// <summary>The kind's name, for the plain column.</summary>
    /// <param name="e">The event.</param>
    string KindOf(ConversationEvent e);
}
