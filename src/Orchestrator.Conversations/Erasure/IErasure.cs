namespace Orchestrator.Conversations.Erasure;

/// <summary>
/// Makes conversations unreadable for good. Thread-safe. An erasure that was begun is completed, if need be by the next start of the
/// process. Later conversations of an erased owner or tenant are not touched.
/// </summary>
public interface IErasure
{
    /// <summary>
    /// Erases. When the task completes, the turns that ran are stopped, the keys are destroyed, the rows are gone from the files and the
    /// receipt is durable. The same id with the same request gives the same receipt, and goes on where an earlier try stopped.
    /// </summary>
    /// <param name="request">What is erased.</param>
    /// <param name="cancellationToken">Ends the wait only: an erasure that was begun is completed.</param>
    /// <exception cref="OrchestratorException">
    /// The request is malformed (<see cref="ErrorReason.InvalidRequest"/>); there is no such conversation of this owner
    /// (<see cref="ErrorReason.NotFound"/>), it has more turns than <see cref="ErasureRequest.MostTurns"/> (<see cref="ErrorReason.Unsupported"/>),
    /// or another erasure took it (<see cref="ErrorReason.ConversationErased"/>); the id was used
    /// with another request (<see cref="ErrorReason.ErasureIdReused"/>); or the disk fails
    /// (<see cref="ErrorReason.StorageUnavailable"/>), and then sending the same request again, or the next start, goes on.
    /// </exception>
    ValueTask<ErasureReceipt> EraseAsync(ErasureRequest request, CancellationToken cancellationToken);

    /// <summary>The receipt of a completed erasure; null when there is none under this id, or when it is not completed.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="erasureId">The erasure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ErasureReceipt?> FindAsync(string tenant, string erasureId, CancellationToken cancellationToken);
}
