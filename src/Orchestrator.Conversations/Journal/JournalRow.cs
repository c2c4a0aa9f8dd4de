using System.Collections.Immutable;

namespace Orchestrator.Conversations.Journal;

/// <summary>One event as it is stored: plain columns for ids, states, sizes and times, content as opaque bytes.</summary>
public sealed record JournalRow
{
    /// <summary>The node or cluster where the event happened.</summary>
    public required string Origin { get; init; }

    /// <summary>The origin's log.</summary>
    public required string LogId { get; init; }

    /// <summary>Place in the conversation's part of that log, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>The kind of event, as the journal's schema names it.</summary>
    public required string Kind { get; init; }

    /// <summary>Major version of the event's schema; a reader refuses a newer one.</summary>
    public required int Version { get; init; }

    /// <summary>The turn, for events of a turn.</summary>
    public string? TurnId { get; init; }

    /// <summary>The attempt, for events of an attempt; 0 otherwise.</summary>
    public int Attempt { get; init; }

    /// <summary>The events that this one follows.</summary>
    public ImmutableArray<EventReference> Parents { get; init; } = [];

    /// <summary>Level of the content's label; categories are content.</summary>
    public SensitivityLevel Level { get; init; }

    /// <summary>When it was written, by the origin's clock. Order never depends on it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Which key protects the content.</summary>
    public required string KeyId { get; init; }

    /// <summary>The event's message of <c>journal.proto</c>, protected under <see cref="KeyId"/>.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }
}
