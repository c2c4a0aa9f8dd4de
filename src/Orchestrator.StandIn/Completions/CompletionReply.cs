using System.Globalization;
using Orchestrator.StandIn.Answers;
using Orchestrator.StandIn.Faults;

namespace Orchestrator.StandIn.Completions;

/// <summary>Writes one answer, with whatever is to go wrong on the way.</summary>
internal sealed class CompletionReply(HttpContext context, TimeProvider time)
{
    private CancellationToken Gone => context.RequestAborted;

    public Task RefuseAsync(RequestException refusal) =>
        WriteErrorAsync(refusal.Status, CompletionJson.Error(refusal.Message, "invalid_request_error", refusal.Code, refusal.Parameter));

    public async Task AnswerAsync(CompletionRequest request, Fault fault)
    {
        await WaitAsync(fault.DelayMs);
        if (fault.Status is { } status)
        {
            if (fault.RetryAfterSeconds is { } seconds)
                context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await WriteErrorAsync(status, CompletionJson.Error($"status {status}, as it was asked to", "stand_in_fault", "fault"));
            return;
        }

        var answer = fault.NumberedPieces is { } pieces ? StandInAnswer.Numbered(pieces) : StandInAnswer.To(request);
        var json = new CompletionJson($"chatcmpl-stand-in-{Guid.NewGuid():n}", time.GetUtcNow().ToUnixTimeSeconds());
        if (request.Stream)
            await StreamAsync(json.Chunks(answer, request.IncludeUsage), fault);
        else
            await WholeAsync(json.Whole(answer), fault);
    }

    private async Task StreamAsync(IEnumerable<string> chunks, Fault fault)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.StartAsync(Gone);
        var sent = 0;
        foreach (var chunk in chunks)
        {
            if (fault.Garbage)
            {
                await SendAsync("\u0000{{{ stand-in garbage: neither an event nor JSON\n\n");
                return;
            }

            if (sent == fault.CutAfterChunks)
            {
                context.Abort();
                return;
            }

            if (sent == fault.StallAfterChunks)
                await Task.Delay(Timeout.InfiniteTimeSpan, time, Gone);
            if (sent == fault.ErrorInStream)
            {
                await SendAsync($"data: {CompletionJson.Error("an error in the stream, as it was asked to", "stand_in_fault", "fault")}\n\n");
                return;
            }

            await WaitAsync(fault.ChunkDelayMs);
            await SendAsync($"data: {chunk}\n\n");
            sent++;
        }

        await SendAsync("data: [DONE]\n\n");
    }

    private async Task WholeAsync(string body, Fault fault)
    {
        context.Response.ContentType = "application/json";
        if (fault.Garbage)
        {
            await SendAsync("\u0000{{{ stand-in garbage: no JSON");
            return;
        }

        if (fault is { CutAfterChunks: null, StallAfterChunks: null, ErrorInStream: null })
        {
            await SendAsync(body);
            return;
        }

        // Half of a body is what an answer that is not streamed can break off with.
        context.Response.ContentLength = System.Text.Encoding.UTF8.GetByteCount(body);
        await SendAsync(body[..(body.Length / 2)]);
        if (fault.StallAfterChunks is not null)
            await Task.Delay(Timeout.InfiniteTimeSpan, time, Gone);
        context.Abort();
    }

    private Task WriteErrorAsync(int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return SendAsync(body);
    }

    private async Task SendAsync(string text)
    {
        await context.Response.WriteAsync(text, Gone);
        await context.Response.Body.FlushAsync(Gone);
    }

    private Task WaitAsync(int milliseconds) =>
        milliseconds > 0 ? Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, Gone) : Task.CompletedTask;
}
