using System.Net;
using System.Threading.Channels;
using Orchestrator.Conversations;

namespace Orchestrator.Api.Tests;

public sealed class StreamTests : ApiTest
{
    private const string Ask = """{"messages":[{"role":"user","content":"hi"}],"stream":true}""";
    private const string AskWithUsage = """{"messages":[{"role":"user","content":"hi"}],"stream":true,"stream_options":{"include_usage":true}}""";
    private const string Head = """{"id":"chatcmpl-t1","object":"chat.completion.chunk","created":1795435200,"model":"mini-answers@sha256:ab12","choices":""";

    [Fact]
    public async Task A_stream_is_worded_as_the_protocol_words_it()
    {
        var chunks = await ReadAsync(Ask);

        Assert.Equal(4, chunks.Length);
        Assert.Equal(Head + """[{"index":0,"delta":{"role":"assistant","content":"Hé"},"logprobs":null,"finish_reason":null}]}""", chunks[0]);
        Assert.Equal(Head + """[{"index":0,"delta":{"content":"llo"},"logprobs":null,"finish_reason":null}]}""", chunks[1]);
        Assert.StartsWith(Head + """[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"orchestrator":{"tier":"mini",""", chunks[2], StringComparison.Ordinal);
        Assert.Equal("[DONE]", chunks[3]);
    }

    [Fact]
    public async Task Usage_comes_in_a_last_chunk_without_choices_and_is_null_before()
    {
        var chunks = await ReadAsync(AskWithUsage);

        Assert.Equal(5, chunks.Length);
        Assert.All(chunks[..3], static c => Assert.EndsWith(""","usage":null}""", c, StringComparison.Ordinal));
        Assert.StartsWith(Head + """[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}},"orchestrator":{""", chunks[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streamed_tool_calls_have_their_index()
    {
        Conversations.Script = static _ => Turns.Calls("t1");

        var chunks = await ReadAsync(Ask);

        Assert.Equal(
            Head + """[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"lights_off","arguments":"{\"room\":\"kitchen\"}"}}]},"logprobs":null,"finish_reason":null}]}""",
            chunks[0]);
        Assert.Contains("\"index\":1,\"id\":\"c2\"", chunks[1], StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"tool_calls\"", chunks[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_content_is_still_a_whole_stream()
    {
        Conversations.Script = static _ => [new TurnStarted(Turns.View("t1")), new TurnEnded(Turns.Answered("t1", Message.Assistant("")))];

        var chunks = await ReadAsync(Ask);

        Assert.Contains("\"delta\":{\"role\":\"assistant\"}", chunks[0], StringComparison.Ordinal);
        Assert.Equal("[DONE]", chunks[^1]);
    }

    [Fact]
    public async Task A_failure_before_the_first_content_is_a_real_status()
    {
        Conversations.Script = static _ => Turns.Fails(ErrorReason.NoTargetAvailable);

        using var response = await Server.AskAsync(Ask);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("1", response.Headers.GetValues("retry-after").Single());
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_failure_after_content_is_an_error_object_and_no_done()
    {
        Conversations.Script = static _ => Turns.Fails(ErrorReason.AnswerCutOff, afterContent: true);

        var chunks = await ReadAsync(Ask);

        Assert.Equal("""{"error":{"message":"It failed as scripted.","type":"server_error","param":null,"code":"answer_cut_off"}}""", chunks[^1]);
        Assert.DoesNotContain("[DONE]", chunks);
    }

    [Fact]
    public async Task Another_attempt_after_content_is_never_spliced()
    {
        Conversations.Script = static _ => [new TurnStarted(Turns.View("t")), new TurnText(1, 0, "half"), new AttemptBegan(Turns.Route), new TurnText(2, 0, "whole")];

        var chunks = await ReadAsync(Ask);

        Assert.Equal(2, chunks.Length);
        Assert.Contains("\"code\":\"answer_cut_off\"", chunks[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_attempt_before_content_is_the_one_that_headers_tell()
    {
        var second = Turns.Route with { Attempt = 2, Fallback = true };
        Conversations.Script = _ => [new TurnStarted(Turns.View("t")), new AttemptBegan(second), new TurnText(2, 0, "x"), new TurnEnded(Turns.Answered("t", Message.Assistant("x")))];

        using var response = await Server.AskAsync(Ask);

        Assert.Equal("2", response.Headers.GetValues("x-orchestrator-attempt").Single());
        Assert.Equal("true", response.Headers.GetValues("x-orchestrator-fallback").Single());
    }

    [Fact]
    public async Task A_client_that_leaves_and_cannot_come_back_cancels_its_turn()
    {
        Conversations.Live = Channel.CreateUnbounded<TurnUpdate>();
        Conversations.Live.Writer.TryWrite(new TurnStarted(Turns.View("t")));
        Conversations.Live.Writer.TryWrite(new TurnText(1, 0, "first"));

        using (var response = await Server.AskAsync(Ask))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        await Conversations.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_client_that_leaves_and_can_come_back_stops_reading_and_cancels_nothing()
    {
        Conversations.Live = Channel.CreateUnbounded<TurnUpdate>();
        Conversations.Live.Writer.TryWrite(new TurnStarted(Turns.View("t")));
        Conversations.Live.Writer.TryWrite(new TurnText(1, 0, "first"));

        using (var response = await Server.AskAsync(Ask, ("Idempotency-Key", "t")))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        await Conversations.ReaderLeft.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(Conversations.Cancelled.Task.IsCompleted);
    }

    private async Task<string[]> ReadAsync(string body)
    {
        using var response = await Server.AskAsync(body, ("Idempotency-Key", "t1"));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
        return [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(static c => c["data: ".Length..])];
    }
}
