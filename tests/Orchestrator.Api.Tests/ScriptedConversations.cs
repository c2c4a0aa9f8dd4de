using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Feedback;

namespace Orchestrator.Api.Tests;

/// <summary>Conversations whose turns say what a test wrote down, and that remember what was asked.</summary>
internal sealed class ScriptedConversations : IConversations
{
    private readonly Dictionary<string, TurnRequest> _seen = [];

    public List<(Caller Caller, TurnRequest Request)> Asked { get; } = [];

    /// <summary>Whether no conversation has turns to list.</summary>
    public bool Missing { get; set; }

    /// <summary>What a turn answers; the default says hello.</summary>
    public Func<TurnRequest, IEnumerable<TurnUpdate>> Script { get; set; } = static request => Turns.Hello(request.TurnId ?? "turn-1");

    /// <summary>When set, the turns of every conversation.</summary>
    public IReadOnlyList<TurnView>? Said { get; set; }

    /// <summary>When set, updates come from here instead.</summary>
    public Channel<TurnUpdate>? Live { get; set; }

    /// <summary>Completes when a reader has gone.</summary>
    public TaskCompletionSource ReaderLeft { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a turn was cancelled.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask<TurnView> StartTurnAsync(Caller caller, TurnRequest request, CancellationToken cancellationToken)
    {
        Accept(caller, request);
        return ValueTask.FromResult(Script(request).OfType<TurnStarted>().Single().Turn);
    }

    public async IAsyncEnumerable<TurnUpdate> SendTurnAsync(Caller caller, TurnRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Accept(caller, request);
        if (Live is null)
        {
            foreach (var update in Script(request))
            {
                await Task.Yield();
                yield return update;
            }
            yield break;
        }
        try
        {
            await foreach (var update in Live.Reader.ReadAllAsync(cancellationToken))
                yield return update;
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
                ReaderLeft.TrySetResult();
        }
    }

    public IAsyncEnumerable<TurnUpdate> ReadTurnAsync(Caller caller, ConversationId conversation, string turnId, TurnCursor from, CancellationToken cancellationToken) =>
        SendTurnAsync(caller, new() { Conversation = conversation, TurnId = turnId, Input = [Message.User("read")] }, cancellationToken);

    public ValueTask<TurnView> CancelTurnAsync(Caller caller, ConversationId conversation, string turnId, CancellationToken cancellationToken)
    {
        Cancelled.TrySetResult();
        return ValueTask.FromResult(Turns.View(turnId) with { State = TurnState.Cancelled });
    }

    public ValueTask<TurnView> SendFeedbackAsync(
        Caller caller, ConversationId conversation, string turnId, TurnJudgement judgement, CancellationToken cancellationToken) =>
        conversation == Turns.Conversation
            ? ValueTask.FromResult(Turns.Answered(turnId, Message.Assistant("Héllo")) with { Feedback = [new(judgement, caller.KeyId, Turns.Accepted)] })
            : throw new OrchestratorException(ErrorReason.NotFound, "There is no such conversation.", "conversation");

    public ValueTask<ConversationView> GetConversationAsync(Caller caller, ConversationId conversation, CancellationToken cancellationToken) =>
        conversation == Turns.Conversation
            ? ValueTask.FromResult(new ConversationView(conversation, caller.Owner, caller.Site, 1, Turns.Accepted, Turns.Accepted))
            : throw new OrchestratorException(ErrorReason.NotFound, "There is no such conversation.", "conversation");

    public ValueTask<Page<ConversationView>> ListConversationsAsync(Caller caller, int pageSize, string? pageToken, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new Page<ConversationView>([new(Turns.Conversation, caller.Owner, caller.Site, pageSize, Turns.Accepted, Turns.Accepted)], "next"));

    public ValueTask<Page<TurnView>> ListTurnsAsync(Caller caller, ConversationId conversation, int pageSize, string? pageToken, CancellationToken cancellationToken) => Missing
        ? throw new OrchestratorException(ErrorReason.NotFound, "There is no such conversation.", "conversation")
        : ValueTask.FromResult(new Page<TurnView>([.. Said ?? [Turns.View("turn-1")]], null));

    private void Accept(Caller caller, TurnRequest request)
    {
        Asked.Add((caller, request));
        if (request.TurnId is not { } id)
            return;
        if (_seen.TryGetValue(id, out var earlier) && !earlier.Input.AsEnumerable().SequenceEqual(request.Input))
            throw new OrchestratorException(ErrorReason.TurnIdReused, "The turn id was used with another body.", "turn_id");
        _seen[id] = request;
    }
}
