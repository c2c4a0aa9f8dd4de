using Orchestrator.Conversations.Feedback;

namespace Orchestrator.Conversations;

/// <summary>
/// Conversations, as every face calls them and every host offers them: the cluster's grains, an edge node's plain host, the SDK's.
/// Thread-safe. Errors are <see cref="OrchestratorException"/>s. A conversation of another tenant or owner is not found.
/// </summary>
public interface IConversations
{
    /// <summary>
    /// Accepts a turn: when the task completes, the turn is on the disk and will be answered whatever happens to the caller.
    /// Turns of a conversation are accepted in the order of arrival, each after the one before has ended.
    /// The same turn id with the same body gives the same turn; after an interruption it makes the next attempt.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Withdraws a turn that is not yet accepted.</param>
    ValueTask<TurnView> StartTurnAsync(Caller caller, TurnRequest request, CancellationToken cancellationToken);

    /// <summary>Accepts a turn and reads it from its start, in one call to the host.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Withdraws a turn that is not yet accepted; afterwards only stops reading.</param>
    IAsyncEnumerable<TurnUpdate> SendTurnAsync(Caller caller, TurnRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a turn from a cursor to its end. The first update is a <see cref="TurnStarted"/>; the last says how the turn ended.
    /// Any number of readers may read, at any time.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="from">Where the reader stopped; the default reads from the start.</param>
    /// <param name="cancellationToken">Stops reading, not the turn.</param>
    IAsyncEnumerable<TurnUpdate> ReadTurnAsync(Caller caller, ConversationId conversation, string turnId, TurnCursor from, CancellationToken cancellationToken);

    /// <summary>Cancels a turn that runs; one that has ended stays as it is.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<TurnView> CancelTurnAsync(Caller caller, ConversationId conversation, string turnId, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps what someone says of a turn that has ended: when the task completes, it is on the disk. One key has one judgement of a turn; a
    /// later one takes the earlier one's place, and the same again changes nothing. Waits for the turns of the conversation that run or wait.
    /// </summary>
    /// <param name="caller">Who judges.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="judgement">What is said.</param>
    /// <param name="cancellationToken">Withdraws what is not yet kept.</param>
    ValueTask<TurnView> SendFeedbackAsync(
        Caller caller, ConversationId conversation, string turnId, TurnJudgement judgement, CancellationToken cancellationToken);

    /// <summary>What a conversation is.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ConversationView> GetConversationAsync(Caller caller, ConversationId conversation, CancellationToken cancellationToken);

    /// <summary>The caller's conversations, the last changed first.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="pageSize">1 to 200.</param>
    /// <param name="pageToken">The token of the page before, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Page<ConversationView>> ListConversationsAsync(Caller caller, int pageSize, string? pageToken, CancellationToken cancellationToken);

    /// <summary>The turns of a conversation, the first first.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="pageSize">1 to 200.</param>
    /// <param name="pageToken">The token of the page before, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Page<TurnView>> ListTurnsAsync(Caller caller, ConversationId conversation, int pageSize, string? pageToken, CancellationToken cancellationToken);
}
