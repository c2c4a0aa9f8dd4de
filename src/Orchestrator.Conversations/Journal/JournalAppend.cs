using System.Collections.Immutable;

namespace Orchestrator.Conversations.Journal;

/// <summary>Events and the header that they lead to, written in one transaction.</summary>
public sealed record JournalAppend
{
    /// <summary>The header after the events. Its <see cref="JournalHeader.Fence"/> is the writer's own.</summary>
    public required JournalHeader Header { get; init; }

    /// <summary>
    /// The fence that the stored header must have: the writer's own once it has written, and before that the fence it loaded
    /// (0 for a new conversation), so that its first append takes the conversation over.
    /// </summary>
    public required long ExpectedFence { get; init; }

    /// <summary>The last sequence that the stored header must have.</summary>
    public required long ExpectedSequence { get; init; }

    /// <summary>The events, in order, the first with <see cref="ExpectedSequence"/> + 1.</summary>
    public required ImmutableArray<JournalRow> Events { get; init; }

    /// <summary>What attempts took that begin or end with these events. One that was written with its cost stays as it is.</summary>
    public ImmutableArray<UsageEntry> Usage { get; init; } = [];

    /// <summary>Keyed digest of caller and turn id, when the turn named no conversation.</summary>
    public ReadOnlyMemory<byte>? StartKey { get; init; }
}
