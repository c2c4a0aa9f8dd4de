using Orchestrator.Conversations.Journal;

namespace Orchestrator.Conversations.Erasure;

/// <summary>
/// What a journal does for erasures. Each step is durable when its task completes, and may be taken again after a crash. Thread-safe.
/// A failure of the store is an <see cref="OrchestratorException"/> with <see cref="ErrorReason.StorageUnavailable"/>.
/// </summary>
public interface IErasureJournal
{
    /// <summary>The identity of the log that the conversations are in.</summary>
    string LogId { get; }

    /// <summary>
    /// Records the erasure and closes its conversations in one transaction: their headers and the digests of their histories are gone,
    /// they are in no list, and every append to them is refused with <see cref="ErrorReason.ConversationErased"/>. Their start
    /// keys stay on purpose, as the keyed digests that they are: they hold no content, and a late retry is so told, and never run again.
    /// Of a conversation that may be unused and is not there the id is closed alone. An erasure that is recorded already is given back as it stands.
    /// </summary>
    /// <param name="request">What is erased.</param>
    /// <param name="keys">What the keys hang on at this moment; it destroyed nothing yet.</param>
    /// <param name="at">Now.</param>
    /// <param name="cancellationToken">Ends the wait only; the outcome is then unknown.</param>
    /// <exception cref="OrchestratorException">The conversation is not there, not this owner's, erased, or has more turns than it may; or the id is another erasure's.</exception>
    ValueTask<ErasureRecord> BeginErasureAsync(ErasureRequest request, KeyDestruction keys, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>The erasure, or null.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="erasureId">The erasure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ErasureRecord?> FindErasureAsync(string tenant, string erasureId, CancellationToken cancellationToken);

    /// <summary>Erasures that were begun and are not completed.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<ErasureRequest>> OpenErasuresAsync(CancellationToken cancellationToken);

    /// <summary>The conversations of an erasure.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="erasureId">The erasure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<ConversationId>> ErasedConversationsAsync(string tenant, string erasureId, CancellationToken cancellationToken);

    /// <summary>The keys of the events that are still there; the same key once.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="erasureId">The erasure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyCollection<string>> KeysOfErasureAsync(string tenant, string erasureId, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the events and overwrites them in every file of the journal, then completes the erasure. Other writers wait for no more
    /// than a part of it.
    /// </summary>
    /// <param name="request">The erasure.</param>
    /// <param name="destroyed">What destroying its keys came to.</param>
    /// <param name="time">The clock that says when it is completed.</param>
    /// <param name="cancellationToken">Ends the wait only; the outcome is then unknown.</param>
    ValueTask<ErasureRecord> CompleteErasureAsync(ErasureRequest request, KeyDestruction destroyed, TimeProvider time, CancellationToken cancellationToken);

    /// <summary>Erasures of an owner or the tenant that a node has not confirmed, the oldest first.</summary>
    /// <param name="tenant">The node's tenant.</param>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The erasures, with the time when each was asked for.</returns>
    ValueTask<IReadOnlyList<ErasureRequest>> UnconfirmedErasuresAsync(string tenant, string node, CancellationToken cancellationToken);

    /// <summary>Notes that a node has erased. Once noted, it stays as it is.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="erasureId">The erasure.</param>
    /// <param name="confirmed">What the node says.</param>
    /// <param name="cancellationToken">Ends the wait only; the outcome is then unknown.</param>
    ValueTask ConfirmErasureAsync(string tenant, string erasureId, NodeErasure confirmed, CancellationToken cancellationToken);

    /// <summary>The nodes that have confirmed an erasure.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="erasureId">The erasure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<NodeErasure>> ConfirmedErasuresAsync(string tenant, string erasureId, CancellationToken cancellationToken);

    /// <summary>Marks completed erasures whose top key is another than this one as covered.</summary>
    /// <param name="topKeyId">The top key in use.</param>
    /// <param name="at">Now.</param>
    /// <param name="cancellationToken">Ends the wait only; the outcome is then unknown.</param>
    /// <returns>Those that were not covered before.</returns>
    ValueTask<IReadOnlyList<ErasureRecord>> CoverErasuresAsync(string topKeyId, DateTimeOffset at, CancellationToken cancellationToken);
}
