using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Api.OpenAi;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatCompletionsEndpoint(CallersTurn turns, OpenAiCall call, IOptions<ApiOptions> options)
{
    public async Task AnswerAsync(HttpContext context, Caller caller)
    {
        var completion = await RequestBody.ReadAsync(context, options.Value.MaxRequestBytes, static body => ChatCompletionRequest.Parse(body.Span));
        var updates = turns.SendAsync(context, caller, TurnOfCompletion.Read(completion, context.Request.Headers), context.RequestAborted);
        if (completion.Stream)
            await StreamAsync(context, updates, completion.IncludeUsage);
        else
            await AnswerWholeAsync(context, updates);
    }

    private static async Task AnswerWholeAsync(HttpContext context, IAsyncEnumerable<TurnUpdate> updates) =>
        await OpenAiAnswers.WriteAsync(context, await CallersTurn.EndOfAsync(context, updates), CompletionWriter.Write);

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

    private static void CommitOnce(CompletionStream stream, TurnView? turn, TurnRoute? route)
    {
        if (!stream.Committed)
            stream.Commit(turn ?? throw CallersTurn.BrokeOff(), route ?? throw CallersTurn.BrokeOff());
    }
}
