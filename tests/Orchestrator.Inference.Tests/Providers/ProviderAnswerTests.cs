using Microsoft.AspNetCore.Http;
using Orchestrator.Conversations.Targets;
using static Orchestrator.Inference.Tests.Providers.FakeProvider;

namespace Orchestrator.Inference.Tests.Providers;

public sealed class ProviderAnswerTests : IAsyncLifetime
{
    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync();

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    public async Task The_provider_receives_the_cleared_bytes_and_no_more()
    {
        using var connector = _provider.Connect();
        var cleared = Clearing.For(connector, new() { Messages = [Message.User("Grüße, what is 2 + 2?")] });

        await connector.RunAsync(cleared, Clearing.Invocation, default).AllAsync();

        Assert.Equal(cleared.Buffer.ToArray(), _provider.Body);
        Assert.Equal("application/json", _provider.Headers["Content-Type"]);
        Assert.Equal("Bearer sk-test", _provider.Headers["Authorization"]);
        Assert.Equal(["Accept", "Authorization", "Content-Length", "Content-Type", "Host"], _provider.Headers.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_provider_without_a_key_is_shown_none()
    {
        using var connector = _provider.Connect(configure: o => o.ApiKey = null);

        await connector.AskAsync("hello").AllAsync();

        Assert.DoesNotContain("Authorization", _provider.Headers.Keys);
    }

    [Fact]
    public async Task Text_is_there_before_the_answer_ends()
    {
        var read = new TaskCompletionSource();
        _provider.Completions = async context =>
        {
            await SendAsync(context, Text("Hel"));
            await read.Task;
            await SendAsync(context, Text("lo ✓"), Finish("stop"), "[DONE]");
        };
        using var connector = _provider.Connect();
        await using var answer = connector.AskAsync("hello").GetAsyncEnumerator();

        Assert.True(await answer.MoveNextAsync());
        Assert.Equal(new ModelText("Hel"), answer.Current);
        read.SetResult();
        Assert.True(await answer.MoveNextAsync());
        Assert.Equal(new ModelText("lo ✓"), answer.Current);
        Assert.True(await answer.MoveNextAsync());
        Assert.IsType<ModelEnded>(answer.Current);
        Assert.False(await answer.MoveNextAsync());
    }

    [Fact]
    public async Task The_end_tells_reason_usage_and_model()
    {
        _provider.Completions = context => SendAsync(
            context,
            """{"model":"large-1-0605","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""",
            Text("cut"), Finish("length"), """{"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":3}}""", "[DONE]");
        using var connector = _provider.Connect();

        var all = await connector.AskAsync("hello").AllAsync();

        Assert.Equal([new ModelText("cut"), new ModelEnded { FinishReason = "length", Usage = new(11, 3), Model = "large-1-0605" }], all);
    }

    [Fact]
    public async Task Tool_calls_split_over_pieces_come_whole()
    {
        _provider.Completions = context => SendAsync(
            context,
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"light","arguments":""}}]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"on\":"}}]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"c2","type":"function","function":{"name":"door","arguments":"{}"}}]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"true}"}}]}}]}""",
            Finish("tool_calls"), "[DONE]");
        using var connector = _provider.Connect();

        var all = await connector.AskAsync("light on").AllAsync();

        Assert.Equal([new ModelToolCall(new("c1", "light", """{"on":true}""")), new ModelToolCall(new("c2", "door", "{}")), new ModelEnded { FinishReason = "tool_calls" }], all);
    }

    [Fact]
    public async Task Comments_that_keep_the_line_open_are_no_content()
    {
        _provider.Completions = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(": processing\n\n: processing\n\n");
            await SendAsync(context, Text("ok"), Finish("stop"), "[DONE]");
        };
        using var connector = _provider.Connect();

        Assert.Equal([new ModelText("ok"), new ModelEnded()], await connector.AskAsync("hello").AllAsync());
    }

    [Fact]
    public async Task Cancelling_ends_the_request_at_the_provider()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _provider.Completions = async context =>
        {
            await SendAsync(context, Text("Hel"));
            await UntilGoneAsync(context);
            gone.SetResult();
        };
        using var connector = _provider.Connect();
        using var cancellation = new CancellationTokenSource();
        await using var answer = connector.AskAsync("hello", cancellation.Token).GetAsyncEnumerator();
        await answer.MoveNextAsync();

        var next = answer.MoveNextAsync().AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await gone.Task;
    }

    [Fact]
    public async Task A_reader_that_leaves_ends_the_request_at_the_provider()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _provider.Completions = async context =>
        {
            await SendAsync(context, Text("Hel"));
            await UntilGoneAsync(context);
            gone.SetResult();
        };
        using var connector = _provider.Connect();

        await foreach (var _ in connector.AskAsync("hello"))
            break;

        await gone.Task;
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_text()
    {
        _provider.Completions = context =>
        {
            context.Response.Redirect("/v1/chat/completions", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        using var connector = _provider.Connect();

        var e = await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hello").AllAsync());

        Assert.Equal("protocol", e.Code);
        Assert.Equal(1, _provider.Requests);
    }
}
