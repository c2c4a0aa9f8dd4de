using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orchestrator.Api.Access;
using Orchestrator.Api.OpenAi;
using Orchestrator.Conversations;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Api.Responses;

/// <summary><c>/v1/responses</c>: each is a turn of a conversation.</summary>
internal sealed class ResponsesEndpoint(IConversations conversations, CallersTurn turns, ResponseTurn reading, ConversationErasing erasing, OpenAiCall call, IOptions<ApiOptions> options)
{
    public async Task CreateAsync(HttpContext context, Caller caller)
    {
        var request = await RequestBody.ReadAsync(context, options.Value.MaxRequestBytes, ResponseRequest.Parse);
        var turn = await reading.ReadAsync(caller, request, context);
        if (request.Background)
            turn = turn with { TurnId = turn.TurnId ?? RandomNumberGenerator.GetHexString(32, lowercase: true) };
        if (request is { Background: true, Completion.Stream: false })
        {
            await StartAsync(context, caller, turn, request);
            return;
        }

        var updates = turns.SendAsync(context, caller, turn, context.RequestAborted);
        if (request.Completion.Stream)
            await StreamAsync(context, updates, request, after: -1);
        else
            await OpenAiAnswers.WriteAsync(context, ResponseView.Of(await CallersTurn.EndOfAsync(context, updates), request), ResponseWriter.Write);
    }

    public async Task GetAsync(HttpContext context, Caller caller)
    {
        if (context.Request.Query["stream"] != "true")
        {
            await WriteAsync(context, await FindAsync(context, caller));
            return;
        }

        var (conversation, turnId) = ResponseId.Parse(context.Request.RouteValues["id"] as string, "response_id");
        await StreamAsync(context, conversations.ReadTurnAsync(caller, conversation, turnId, default, context.RequestAborted), request: null, StartingAfter(context.Request));
    }

    public async Task CancelAsync(HttpContext context, Caller caller)
    {
        var (conversation, turnId) = ResponseId.Parse(context.Request.RouteValues["id"] as string, "response_id");
        await WriteAsync(context, await conversations.CancelTurnAsync(caller, conversation, turnId, context.RequestAborted));
    }

    public async Task InputAsync(HttpContext context, Caller caller)
    {
        var turn = await FindAsync(context, caller);
        await OpenAiAnswers.WriteAsync(context, ItemPage.Of(ItemWriter.Input(turn), context.Request.Query), ItemPage.Write);
    }

    /// <summary>Only whole conversations can be erased, so a response goes when it is all that its conversation has.</summary>
    public async Task DeleteAsync(HttpContext context, Caller caller)
    {
        var turn = await FindAsync(context, caller);
        try
        {
            await erasing.EraseAsync(context, caller, turn.Conversation, mostTurns: 1);
        }
        catch (OrchestratorException e) when (e.Error.Reason == ErrorReason.Unsupported)
        {
            throw new OrchestratorException(
                ErrorReason.Unsupported,
                $"This response is not the only one of its conversation, and a conversation is erased whole: DELETE /v1/conversations/{ResponseId.OfConversation(turn.Conversation)}.",
                "response_id");
        }

        await OpenAiAnswers.WriteAsync(context, ResponseId.Of(turn), static (writer, id) => ConversationWriter.WriteDeleted(writer, id, "response"));
    }

    /// <summary>Accepts a turn that nobody waits for: it is durable, and is read by its id.</summary>
    private async Task StartAsync(HttpContext context, Caller caller, TurnRequest turn, ResponseRequest request)
    {
        // Nobody waits for its end, so it is counted by what it was expected to use.
        context.Features.Get<AccessDecisionFeature>()?.Decision.Limits?.TakeTokens(turn, context.Response.Headers);
        var started = await conversations.StartTurnAsync(caller, turn, context.RequestAborted);
        RouteHeaders.Write(context.Response.Headers, started, started.Route);
        if (started is { State: TurnState.Failed, Route.Attempt: 0, Error: { } refusal })
            throw new OrchestratorException(refusal);
        await OpenAiAnswers.WriteAsync(context, ResponseView.Of(started, request), ResponseWriter.Write);
    }

    private static int StartingAfter(HttpRequest request) => request.Query["starting_after"].ToString() switch
    {
        "" => -1,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new OrchestratorException(ErrorReason.InvalidRequest, "'starting_after' is the sequence_number of an event.", "starting_after"),
    };

    private static Task WriteAsync(HttpContext context, TurnView turn) => OpenAiAnswers.WriteAsync(context, ResponseView.Of(turn), ResponseWriter.Write);

    private async Task<TurnView> FindAsync(HttpContext context, Caller caller)
    {
        var (conversation, turnId) = ResponseId.Parse(context.Request.RouteValues["id"] as string, "response_id");
        await foreach (var update in conversations.ReadTurnAsync(caller, conversation, turnId, default, context.RequestAborted))
        {
            if (update is TurnStarted started)
                return started.Turn;
        }

        throw CallersTurn.BrokeOff();
    }

    private async Task StreamAsync(HttpContext context, IAsyncEnumerable<TurnUpdate> updates, ResponseRequest? request, int after)
    {
        using var stream = new ResponseStream(context.Response, request, after);
        try
        {
            await StreamAsync(context, updates, stream);
        }
        catch (Exception e) when (stream.Committed && !context.RequestAborted.IsCancellationRequested)
        {
            stream.WriteFailure(call.Explain(e, context, "/v1/responses"));
            await stream.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task StreamAsync(HttpContext context, IAsyncEnumerable<TurnUpdate> updates, ResponseStream stream)
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
                    // What was sent would be spliced to another answer.
                    throw CallersTurn.BrokeOff();
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
                    CallersTurn.ThrowUnlessCompleted(ended.Turn);
                    CommitOnce(stream, ended.Turn, ended.Turn.Route);
                    stream.WriteEnd(ended.Turn);
                    await stream.FlushAsync(context.RequestAborted);
                    return;
            }
        }

        throw CallersTurn.BrokeOff();
    }

    private static void CommitOnce(ResponseStream stream, TurnView? turn, TurnRoute? route)
    {
        if (!stream.Committed)
            stream.Commit(turn ?? throw CallersTurn.BrokeOff(), route ?? throw CallersTurn.BrokeOff());
    }
}
