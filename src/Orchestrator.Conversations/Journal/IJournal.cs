namespace Orchestrator.Conversations.Journal;

/// <summary>
/// Durable, append-only logs of conversations. Every implementation passes the same conformance suite.
/// All methods are thread-safe. A failure of the store is an <see cref="OrchestratorException"/> with
/// <see cref="ErrorReason.StorageUnavailable"/>.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Identity of this store's log, made once with the store; sync cursors name it.</summary>
    string LogId { get; }

    /// <summary>The header of a conversation, or null if it has none. Of an erased one it tells key and owner, and that it was erased.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<JournalHeader?> ReadHeaderAsync(ConversationKey key, CancellationToken cancellationToken);

    /// <summary>The events of a conversation, in order of sequence.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="fromSequence">The first sequence wanted.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    ValueTask<IReadOnlyList<JournalRow>> ReadAsync(ConversationKey key, long fromSequence, CancellationToken cancellationToken);

    /// <summary>
    /// Appends events and writes the header in one transaction. When the task completes, both are on the disk (fsync).
    /// A refused append leaves nothing behind. One that fails because the store does has an unknown outcome: it may be found later,
    /// whole, when the process ends before the store works again.
    /// </summary>
    /// <param name="append">What is appended.</param>
    /// <param name="cancellationToken">Ends the wait only; the outcome is then unknown.</param>
    /// <exception cref="OrchestratorException">The conversation was erased (<see cref="ErrorReason.ConversationErased"/>).</exception>
    /// <exception cref="StaleFenceException">Another writer holds the conversation, or the sequence is taken.</exception>
    /// <exception cref="StartKeyTakenException">The start key belongs to another conversation of the tenant.</exception>
    /// <exception cref="ArgumentException">The append contradicts itself: its sequences, its fence or its keys do not fit together.</exception>
    ValueTask AppendAsync(JournalAppend append, CancellationToken cancellationToken);

    /// <summary>Conversations of an owner, the last changed first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="pageSize">1 to 200.</param>
    /// <param name="pageToken">The token of the page before, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OrchestratorException">The page token is not one of ours (<see cref="ErrorReason.InvalidRequest"/>).</exception>
    ValueTask<Page<JournalHeader>> ListAsync(string tenant, string owner, int pageSize, string? pageToken, CancellationToken cancellationToken);

    /// <summary>Conversations of a caller whose whole history has this keyed digest; at most two are returned, as two are already ambiguous.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="historyDigest">The digest of the history.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<ConversationId>> FindByHistoryAsync(string tenant, string owner, ReadOnlyMemory<byte> historyDigest, CancellationToken cancellationToken);

    /// <summary>The conversation that a turn without a named conversation opened or joined under this start key.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="startKey">Keyed digest of caller and turn id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ConversationId?> FindByStartKeyAsync(string tenant, ReadOnlyMemory<byte> startKey, CancellationToken cancellationToken);
}
