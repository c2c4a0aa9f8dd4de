using Orleans.Concurrency;

namespace Orchestrator.Grains.Conversations;

/// <summary>
/// One conversation in the cluster, keyed <c>tenant/conversation</c>. Requests and answers are messages of the wire protocol, so that
/// silos of two versions understand each other. Call it through <see cref="GrainConversations"/>.
/// </summary>
[Alias("orchestrator.IConversationGrain")]
public interface IConversationGrain : IGrainWithStringKey
{
    /// <summary>Accepts a turn; the answer is a <c>Turn</c>. Waits for the turns before it, so its time limit is long.</summary>
    /// <param name="caller">A <c>Caller</c>.</param>
    /// <param name="start">What is asked.</param>
    /// <param name="cancellationToken">Withdraws a turn that is not yet accepted.</param>
    [Alias("StartTurn")]
    [ResponseTimeout("01:00:00")]
    Task<GrainReply> StartTurnAsync(Immutable<byte[]> caller, GrainTurnStart start, CancellationToken cancellationToken);

    /// <summary>Accepts a turn for a caller who reads it next, and so is told nothing of it here.</summary>
    /// <param name="caller">A <c>Caller</c>.</param>
    /// <param name="start">What is asked.</param>
    /// <param name="cancellationToken">Withdraws a turn that is not yet accepted.</param>
    [Alias("BeginTurn")]
    [ResponseTimeout("01:00:00")]
    Task<GrainReply> BeginTurnAsync(Immutable<byte[]> caller, GrainTurnStart start, CancellationToken cancellationToken);

    /// <summary>Reads a turn from a cursor; the answers are <c>TurnUpdate</c>s.</summary>
    /// <param name="caller">A <c>Caller</c>.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="attempt">The cursor's attempt.</param>
    /// <param name="offset">The cursor's offset, in UTF-8 bytes.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    [Alias("ReadTurn")]
    IAsyncEnumerable<GrainReply> ReadTurnAsync(Immutable<byte[]> caller, string turnId, int attempt, long offset, CancellationToken cancellationToken);

    /// <summary>Cancels a turn that runs; the answer is a <c>Turn</c>.</summary>
    /// <param name="caller">A <c>Caller</c>.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Alias("CancelTurn")]
    Task<GrainReply> CancelTurnAsync(Immutable<byte[]> caller, string turnId, CancellationToken cancellationToken);

    /// <summary>Keeps what is said of a turn; the answer is a <c>Turn</c>. Waits for the turns before it, so its time limit is long.</summary>
    /// <param name="caller">A <c>Caller</c>.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="feedback">A <c>Feedback</c>.</param>
    /// <param name="cancellationToken">Withdraws what is not yet kept.</param>
    [Alias("SendFeedback")]
    [ResponseTimeout("01:00:00")]
    Task<GrainReply> SendFeedbackAsync(Immutable<byte[]> caller, string turnId, Immutable<byte[]> feedback, CancellationToken cancellationToken);

    /// <summary>The answer is a <c>Conversation</c>.</summary>
    /// <param name="caller">A <c>Caller</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Alias("GetConversation")]
    Task<GrainReply> GetConversationAsync(Immutable<byte[]> caller, CancellationToken cancellationToken);

    /// <summary>The answer is a <c>ListTurnsResponse</c>.</summary>
    /// <param name="caller">A <c>Caller</c>.</param>
    /// <param name="pageSize">1 to 200.</param>
    /// <param name="pageToken">The token of the page before, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Alias("ListTurns")]
    Task<GrainReply> ListTurnsAsync(Immutable<byte[]> caller, int pageSize, string? pageToken, CancellationToken cancellationToken);
}
