using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Feedback;

namespace Orchestrator.Sdk;

/// <summary>
/// Conversations at an edge node or cluster. Thread-safe. Every failure is an <see cref="OrchestratorException"/> with its reason,
/// except that a cancelled wait is an <see cref="OperationCanceledException"/>. Nothing is logged.
/// </summary>
public interface IOrchestratorClient
{
    /// <summary>
    /// Sends a turn and streams it to its end, over as many connections as it takes: when one breaks, reading goes on at the byte
    /// where it stopped, and nothing is told twice. Without a turn id one is made, so that a turn is never answered twice.
    /// With <see cref="TurnRequest.AllowRestart"/> a turn that its host interrupted is asked for again.
    /// </summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops reading, not the turn: see <see cref="CancelTurnAsync"/>.</param>
    IAsyncEnumerable<TurnUpdate> SendTurnAsync(TurnRequest request, CancellationToken cancellationToken = default);

    /// <summary>Has a turn accepted and returns; it is then answered whatever happens here.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<TurnView> StartTurnAsync(TurnRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a turn from a cursor to its end, over as many connections as it takes.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="from">Where an earlier reader stopped; the default reads from the start.</param>
    /// <param name="cancellationToken">Stops reading, not the turn.</param>
    IAsyncEnumerable<TurnUpdate> ReadTurnAsync(ConversationId conversation, string turnId, TurnCursor from = default, CancellationToken cancellationToken = default);

    /// <summary>Cancels a turn that runs; one that has ended stays as it is.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<TurnView> CancelTurnAsync(ConversationId conversation, string turnId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Keeps what someone says of a turn that has ended; the router learns from it. An API key has one judgement of a turn: a later one
    /// replaces the earlier one, and the same again changes nothing.
    /// </summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="judgement">What is said.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<TurnView> SendFeedbackAsync(ConversationId conversation, string turnId, TurnJudgement judgement, CancellationToken cancellationToken = default);

    /// <summary>What a conversation is.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<ConversationView> GetConversationAsync(ConversationId conversation, CancellationToken cancellationToken = default);

    /// <summary>The caller's conversations, the last changed first.</summary>
    /// <param name="pageSize">1 to 200.</param>
    /// <param name="pageToken">The token of the page before, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<Page<ConversationView>> ListConversationsAsync(int pageSize = 50, string? pageToken = null, CancellationToken cancellationToken = default);

    /// <summary>The turns of a conversation, the first first.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="pageSize">1 to 200.</param>
    /// <param name="pageToken">The token of the page before, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<Page<TurnView>> ListTurnsAsync(ConversationId conversation, int pageSize = 50, string? pageToken = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes conversations that the endpoint keeps unreadable for good, and waits as long as that takes. Whoever reads or sends a turn of
    /// them is told <see cref="ErrorReason.ConversationErased"/>. A broken connection is made again under the same erasure id, so that
    /// nothing is erased twice. Own conversations, and oneself as owner; another owner and the tenant only with an API key that
    /// administers the tenant.
    /// </summary>
    /// <param name="request">What is erased.</param>
    /// <param name="cancellationToken">Ends the wait, not an erasure that was begun.</param>
    /// <exception cref="OrchestratorException">
    /// The API key has no right to it (<see cref="ErrorReason.PermissionDenied"/>); there is no such conversation or tenant for this key
    /// (<see cref="ErrorReason.NotFound"/>); another erasure took it (<see cref="ErrorReason.ConversationErased"/>); or the id was used with another
    /// request (<see cref="ErrorReason.ErasureIdReused"/>). Nothing was changed then.
    /// </exception>
    Task<ErasureReceipt> EraseAsync(EraseRequest request, CancellationToken cancellationToken = default);

    /// <summary>The receipt of a completed erasure; null when there is none of this id, it is not completed, or the API key may not see it.</summary>
    /// <param name="erasureId">The erasure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<ErasureReceipt?> FindErasureAsync(string erasureId, CancellationToken cancellationToken = default);
}
