using System.Text;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers;

namespace Orchestrator.Inference.Tests.Providers;

/// <summary>Providers that send without end, or in a framing of their own: none fills the memory, none passes for an answer.</summary>
public sealed class ProviderLimitTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    private const string Chunked = Head + "Transfer-Encoding: chunked\r\n\r\n";
    private const string UntilClosed = Head + "\r\n";
    private const string Events = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

    [Theory]
    [InlineData("data: ")]
    [InlineData(": ")]
    [InlineData("no field at all")]
    [InlineData("")]
    public async Task A_line_without_end_is_ended_at_the_limit(string beginning)
    {
        await using var provider = Endless(UntilClosed + beginning, new string('x', 8192));

        await AssertTooLongAsync(provider, "protocol", "MaxEventBytes");
    }

    [Theory]
    [InlineData("data: more\n")]
    [InlineData("data: more\r\n")]
    [InlineData("data: more\r")]
    public async Task An_event_of_lines_without_end_is_ended_at_the_limit(string line)
    {
        await using var provider = Endless(UntilClosed, line);

        await AssertTooLongAsync(provider, "protocol", "MaxEventBytes");
    }

    [Theory]
    [InlineData("""{"content":"4111 4111 4111"}""")]
    [InlineData("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"4111 4111"}}]}""")]
    public async Task An_answer_without_end_is_ended_at_the_limit(string delta)
    {
        await using var provider = Endless(UntilClosed, "data: {\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}\n\n");

        await AssertTooLongAsync(provider, "cut-off", "MaxAnswerBytes");
    }

    [Fact]
    public async Task Tool_calls_without_end_are_ended()
    {
        var calls = Enumerable.Range(0, 2000).Select(i => $$$"""data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":{{{i}}},"function":{"name":"f"}}]}}]}""" + "\n\n");
        await using var provider = RawProvider.Saying(UntilClosed + string.Concat(calls));

        Assert.Equal("protocol", (await FailAsync(provider)).Code);
    }

    [Theory]
    [InlineData("x: 1\r\n")]
    [InlineData("4111 4111 4111")]
    public async Task Headers_without_end_are_ended(string header)
    {
        await using var provider = Endless(Head, header);

        var e = await FailAsync(provider);

        Assert.Equal(("protocol", "acme sent more than 32 KiB of headers"), (e.Code, e.Message));
        await Eventually.TrueAsync(() => provider.Open == 0);
    }

    [Fact]
    public async Task Trailers_without_end_are_ended()
    {
        await using var provider = Endless(Chunked + $"{Events.Length:x}\r\n{Events}\r\n0\r\n", "x: 1\r\n");

        await FailAsync(provider);

        await Eventually.TrueAsync(() => provider.Open == 0);
    }

    [Theory]
    [InlineData(429, "busy")]
    [InlineData(500, "internal")]
    public async Task An_error_without_end_is_read_for_its_beginning_only(int status, string code)
    {
        await using var provider = Endless($"HTTP/1.1 {status} No\r\n\r\n", new string('x', 8192));

        Assert.Equal(code, (await FailAsync(provider)).Code);
        await Eventually.TrueAsync(() => provider.Open == 0);
    }

    [Fact]
    public async Task An_error_whose_body_breaks_off_keeps_its_status()
    {
        await using var provider = RawProvider.Saying("HTTP/1.1 429 No\r\nContent-Length: 1000\r\nRetry-After: 7\r\n\r\n{\"error\"");

        var e = await FailAsync(provider);

        Assert.Equal(("busy", "acme answered with status 429 (unknown); it asks to wait 7 s"), (e.Code, e.Message));
    }

    [Theory]
    [InlineData("Mon, 23 Nov 2026 10:00:30 GMT", "; it asks to wait 30 s")]
    [InlineData("Mon, 23 Nov 2026 09:59:30 GMT", "")]
    [InlineData("99999999999999999999", "")]
    [InlineData("-5", "")]
    [InlineData("soon", "")]
    public async Task A_wait_that_is_told_as_a_date_is_understood_and_nonsense_is_not_repeated(string value, string told)
    {
        await using var provider = RawProvider.Saying($"HTTP/1.1 503 No\r\nContent-Length: 0\r\nRetry-After: {value}\r\n\r\n");
        using var connector = provider.Connect(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero)));

        var e = await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hello").AllAsync());

        Assert.Equal(("busy", $"acme answered with status 503 (unknown){told}"), (e.Code, e.Message));
    }

    [Theory]
    [InlineData("4111\r\nnot that long\r\n", "cut-off")]
    [InlineData("xyz\r\n", "protocol")]
    [InlineData("-1\r\n", "protocol")]
    [InlineData("ffffffffffffffffff\r\n", "protocol")]
    [InlineData("2\r\nhi!!\r\n", "protocol")]
    public async Task A_malformed_chunk_ends_the_attempt(string chunk, string code)
    {
        await using var provider = RawProvider.Saying(Chunked + $"{Events.Length:x}\r\n{Events}\r\n" + chunk);

        Assert.Equal(code, (await FailAsync(provider)).Code);
    }

    [Theory]
    [InlineData(UntilClosed, Events, false)]
    [InlineData(UntilClosed, Events + "data: [DONE]", false)]
    [InlineData(UntilClosed, Events + "data: [DONE]\n\n", true)]
    [InlineData(UntilClosed, Events + "data: [DONE]\r\n\r\n", true)]
    [InlineData(Head + "Content-Length: 123\r\n\r\n", Events, true)]
    [InlineData(Head + "Content-Length: 124\r\n\r\n", Events, false)]
    public async Task An_answer_is_whole_when_its_end_was_told(string head, string events, bool whole)
    {
        await using var provider = RawProvider.Saying(head.Replace("123", $"{Events.Length}", StringComparison.Ordinal).Replace("124", $"{Events.Length + 1}", StringComparison.Ordinal) + events);
        using var connector = provider.Connect();

        if (whole)
            Assert.Equal([new ModelText("hi"), new ModelEnded()], await connector.AskAsync("hello").AllAsync());
        else
            Assert.Equal("cut-off", (await FailAsync(provider)).Code);
    }

    [Fact]
    public async Task An_answer_to_no_question_is_no_answer_to_the_next()
    {
        // The second answer follows the first on its connection before anything was asked.
        var answer = Chunked + $"{Events.Length:x}\r\n{Events}\r\n0\r\n\r\n";
        await using var provider = RawProvider.Saying(answer + answer.Replace("hi", "ho", StringComparison.Ordinal));
        using var connector = provider.Connect();

        for (var i = 0; i < 5; i++)
            Assert.Equal([new ModelText("hi"), new ModelEnded()], await connector.AskAsync("hello").AllAsync());
    }

    [Theory]
    [InlineData("""{"on":""", """{"on":""", "true}")]
    [InlineData("""{"on":true}""", """{"on":true}""")]
    [InlineData("""{"on":""")]
    public async Task A_tool_call_with_a_piece_twice_or_missing_is_none(params string[] pieces)
    {
        var deltas = pieces.Select(p => $$$"""data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"light","arguments":{{{System.Text.Json.JsonSerializer.Serialize(p)}}}}}]}}]}""" + "\n\n");
        await using var provider = RawProvider.Saying(UntilClosed + string.Concat(deltas) + Events.Replace("stop", "tool_calls", StringComparison.Ordinal) + "data: [DONE]\n\n");

        Assert.Equal("protocol", (await FailAsync(provider)).Code);
    }

    [Fact]
    public async Task An_event_as_long_as_the_limit_is_accepted_after_many_others()
    {
        var comments = string.Concat(Enumerable.Repeat(": still there\r\n\r\n", 1000));
        var text = new string('y', 1900);
        var whole = $"data: {FakeProvider.Text(text)}\n\n";
        await using var provider = RawProvider.Saying(UntilClosed + comments + whole + Events + "data: [DONE]\n\n");
        using var connector = provider.Connect(configure: Small);

        Assert.Equal([new ModelText(text), new ModelText("hi"), new ModelEnded()], await connector.AskAsync("hello").AllAsync());
    }

    private static void Small(ProviderOptions options) => (options.MaxEventBytes, options.MaxAnswerBytes) = (2048, 20_000);

    private static RawProvider Endless(string beginning, string again) => new(async (stream, stop) =>
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(beginning), stop);
        var more = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(again, (8192 / again.Length) + 1)));
        while (true)
            await stream.WriteAsync(more, stop);
    });

    private static async Task AssertTooLongAsync(RawProvider provider, string code, string option)
    {
        var e = await FailAsync(provider);

        Assert.Equal(code, e.Code);
        Assert.Contains(option, e.Message, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => provider.Open == 0);
    }

    private static async Task<TargetException> FailAsync(RawProvider provider)
    {
        using var connector = provider.Connect(configure: Small);
        var e = await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hello").AllAsync().WaitAsync(Eventually.Patience));
        Assert.DoesNotContain("4111", e.ToString(), StringComparison.Ordinal);
        return e;
    }
}
