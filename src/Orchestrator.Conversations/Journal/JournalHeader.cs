namespace Orchestrator.Conversations.Journal;

/// <summary>The small mutable head of a conversation: ids, states, sizes and times, no content.</summary>
public sealed record JournalHeader
{
    /// <summary>The conversation.</summary>
    public required ConversationKey Key { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Owner { get; init; }

    /// <summary>The place it belongs to.</summary>
    public required string Site { get; init; }

    /// <summary>The fence of the writer that wrote last; 0 before the first.</summary>
    public long Fence { get; init; }

    /// <summary>The sequence of the last event; 0 before the first.</summary>
    public long LastSequence { get; init; }

    /// <summary>How many turns were accepted.</summary>
    public int Turns { get; init; }

    /// <summary>Keyed digest of the whole history up to the last completed turn; empty before.</summary>
    public ReadOnlyMemory<byte> HistoryDigest { get; init; }

    /// <summary>When the first event was written.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the last event was written.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>True when the conversation was erased: key and owner are all that is known of it.</summary>
    public bool Erased { get; init; }
}
