using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Api.OpenAi;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatCompletionsEndpoint(
    IConversations conversations, OpenAiCall call, IOptions<ApiOptions> options, IHostApplicationLifetime host, ILogger<ChatCompletionsEndpoint> logger)
{
    public async Task AnswerAsync(HttpContext context, Caller caller)
    {
        var completion = await RequestBody.ReadAsync(context, options.Value.MaxRequestBytes, static body => ChatCompletionRequest.Parse(body.Span));
        var updates = SendAsync(context, caller, TurnOfCompletion.Read(completion, context.Request.Headers), context.RequestAborted);
        if (completion.Stream)
            await StreamAsync(context, updates, completion.IncludeUsage);
        else
            await AnswerWholeAsync(context, updates);
    }

    /// <summary>
    /// A client that leaves without an Idempotency-Key cannot ask for the turn again, so the turn ends with it and costs no more.
    /// With one it may come back: it stops reading, not the turn.
    /// </summary>
    private async IAsyncEnumerable<TurnUpdate> SendAsync(
        HttpContext context, Caller caller, TurnRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TurnView? running = null;
        try
        {
            await foreach (var update in conversations.SendTurnAsync(caller, request, cancellationToken))
            {
                running = update switch
                {
                    TurnStarted started => started.Turn,
                    TurnEnded => null,
                    _ => running,
                };
                yield return update;
            }
        }
        finally
        {
            // A host that stops breaks connections as well; its turns are to be taken up again, not cancelled.
            if (running is not null && request.TurnId is null && context.RequestAborted.IsCancellationRequested && !host.ApplicationStopping.IsCancellationRequested)
                await CancelAsync(caller, running);
        }
    }

    private async Task CancelAsync(Caller caller, TurnView turn)
    {
        try
        {
            await conversations.CancelTurnAsync(caller, turn.Conversation, turn.TurnId, CancellationToken.None);
        }
        catch (OrchestratorException e)
        {
            ApiLog.Refused(logger, nameof(IConversations.CancelTurnAsync), e.Error.Reason);
        }
    }

    private static async Task AnswerWholeAsync(HttpContext context, IAsyncEnumerable<TurnUpdate> updates)
    {
        TurnView? ended = null;
        await foreach (var update in updates.WithCancellation(context.RequestAborted))
            ended = (update as TurnEnded)?.Turn ?? ended;
        var turn = ended ?? throw BrokeOff();
        RouteHeaders.Write(context.Response.Headers, turn, turn.Route);
        ThrowUnlessCompleted(turn);
        await OpenAiAnswers.WriteAsync(context, turn, CompletionWriter.Write);
    }

    private async Task StreamAsync(HttpContext context, IAsyncEnumerable<TurnUpdate> updates, bool includeUsage)
    {
        using var stream = new CompletionStream(context.Response, includeUsage);
        try
        {
            await StreamAsync(context, updates, stream);
        }
        catch (Exception e) when (stream.Committed && !context.RequestAborted.IsCancellationRequested)
        {
            stream.WriteError(call.Explain(e, context, "/v1/chat/completions"));
            await stream.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task StreamAsync(HttpContext context, IAsyncEnumerable<TurnUpdate> updates, CompletionStream stream)
    {
        TurnView? turn = null;
        TurnRoute? route = null;
        await foreach (var update in updates.WithCancellation(context.RequestAborted))
        {
            switch (update)
            {
                case TurnStarted started:
                    (turn, route) = (started.Turn, started.Turn.Route);
                    break;
                case AttemptBegan when stream.Committed:
                    // This protocol has no word for starting again: what was sent would be spliced to another answer.
                    throw BrokeOff();
                case AttemptBegan began:
                    route = began.Route;
                    break;
                case TurnText text:
                    CommitOnce(stream, turn, route);
                    stream.WriteText(text.Text);
                    await stream.FlushAsync(context.RequestAborted);
                    break;
                case TurnToolCall toolCall:
                    CommitOnce(stream, turn, route);
                    stream.WriteToolCall(toolCall.Index, toolCall.Call);
                    await stream.FlushAsync(context.RequestAborted);
                    break;
                case TurnEnded ended:
                    if (!stream.Committed)
                        RouteHeaders.Write(context.Response.Headers, ended.Turn, ended.Turn.Route);
                    ThrowUnlessCompleted(ended.Turn);
                    CommitOnce(stream, ended.Turn, ended.Turn.Route);
                    stream.WriteEnd(ended.Turn);
                    await stream.FlushAsync(context.RequestAborted);
                    return;
            }
        }
        throw BrokeOff();
    }

    private static void CommitOnce(CompletionStream stream, TurnView? turn, TurnRoute? route)
    {
        if (!stream.Committed)
            stream.Commit(turn ?? throw BrokeOff(), route ?? throw BrokeOff());
    }

    private static void ThrowUnlessCompleted(TurnView turn)
    {
        if (turn.State == TurnState.Completed)
            return;
        throw turn.Error is { } error ? new OrchestratorException(error)
            : turn.State == TurnState.Interrupted
                ? new OrchestratorException(ErrorReason.AnswerCutOff, "The turn was interrupted: its host stopped before the answer ended. Send the same request again for a new attempt.")
            : turn.State == TurnState.Cancelled ? new OrchestratorException(ErrorReason.Cancelled, "The turn was cancelled. Send a new one.")
            : BrokeOff();
    }

    private static OrchestratorException BrokeOff() =>
        new(ErrorReason.AnswerCutOff, "The answer broke off. Send the same request again for a new attempt.");
}
