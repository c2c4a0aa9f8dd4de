using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers;
using static Orchestrator.Inference.Tests.Providers.FakeProvider;

namespace Orchestrator.Inference.Tests.Providers;

/// <summary>Ways to a provider that are slow, stall or fall silent, on a clock that the tests hold.</summary>
public sealed class ProviderSilenceTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeProvider _provider = null!;
    private FaultProxy _proxy = null!;

    public async Task InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync();
        _proxy = new(new Uri(_provider.BaseUrl).Port, _time);
    }

    public async Task DisposeAsync()
    {
        _goOn.TrySetResult();
        await _proxy.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData("nothing", true)]
    [InlineData("nothing", false)]
    [InlineData("headers", true)]
    [InlineData("text", true)]
    public async Task A_way_that_falls_silent_times_out_and_the_connection_is_let_go(string after, bool toClient)
    {
        _provider.Completions = context => AnswerAsync(context, after);
        using var connector = Connect();
        var lane = toClient ? _proxy.ToClient : _proxy.ToServer;
        lane.Silent = after == "nothing";
        await using var answer = connector.AskAsync("hello").GetAsyncEnumerator();

        var next = answer.MoveNextAsync().AsTask();
        if (after == "text")
        {
            Assert.True(await next.WaitAsync(Eventually.Patience));
            next = answer.MoveNextAsync().AsTask();
        }
        else if (after == "headers")
        {
            await Eventually.TrueAsync(() => lane.Passed > 0);
        }

        lane.Silent = true;
        _goOn.TrySetResult();
        await Eventually.TrueAsync(() => next.IsCompleted, () => _time.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal("timeout", (await Assert.ThrowsAsync<TargetException>(() => next)).Code);
        await Eventually.TrueAsync(() => _proxy.Open == 0);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("headers")]
    [InlineData("text")]
    public async Task A_stall_shorter_than_the_limit_costs_time_and_nothing_else(string after)
    {
        _provider.Completions = context => AnswerAsync(context, after);
        using var connector = Connect();
        if (after == "nothing")
            _proxy.ToServer.Stall();
        var answer = connector.AskAsync("hello").AllAsync();
        await Eventually.TrueAsync(() => after == "nothing" ? _proxy.ToServer.Bytes.Length > 0 : _proxy.ToClient.Passed > 0);
        _proxy.ToClient.Stall();
        _goOn.TrySetResult();

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(answer.IsCompleted);
        _proxy.ToServer.Release();
        _proxy.ToClient.Release();

        Assert.Equal([new ModelText("Hel"), new ModelText("lo ✓"), new ModelEnded()], await answer.WaitAsync(Eventually.Patience));
        Assert.Equal(1, _provider.Requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5)]
    public async Task A_slow_way_changes_no_answer(int? bytesPerSecond)
    {
        _goOn.TrySetResult();
        _provider.Completions = context => AnswerAsync(context, "text");
        foreach (var lane in new[] { _proxy.ToServer, _proxy.ToClient })
            (lane.Latency, lane.Jitter, lane.Seed) = (TimeSpan.FromMilliseconds(700), TimeSpan.FromMilliseconds(300), 11);
        _proxy.ToClient.BytesPerSecond = bytesPerSecond;

        // The headers too take their time, and the wait for them has one limit.
        using var connector = Connect(TimeSpan.FromMinutes(2));
        var answer = connector.AskAsync("hello").AllAsync();
        await Eventually.TrueAsync(() => answer.IsCompleted, () => _time.Advance(TimeSpan.FromMilliseconds(200)));

        Assert.Equal([new ModelText("Hel"), new ModelText("lo ✓"), new ModelEnded()], await answer);
    }

    [Fact]
    public void Each_portion_that_comes_begins_the_silence_anew()
    {
        using var silence = new SilenceWatch(TimeSpan.FromSeconds(30), TimeSpan.FromHours(1), _time, default);
        silence.Start();
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(29));
            silence.Heard();
        }

        Assert.False(silence.Ended);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(silence.Ended);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("headers")]
    [InlineData("text")]
    public async Task Cancelling_reaches_the_provider_wherever_the_answer_stands(string after)
    {
        _provider.Completions = async context =>
        {
            await BeginAsync(context, after);
            await UntilGoneAsync(context);
            _gone.SetResult();
        };
        using var connector = Connect();
        using var cancellation = new CancellationTokenSource();
        var answer = connector.AskAsync("hello", cancellation.Token).AllAsync();
        await Eventually.TrueAsync(() => after == "nothing" ? _provider.Requests == 1 : _proxy.ToClient.Passed > 0);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await _gone.Task.WaitAsync(Eventually.Patience);
        await Eventually.TrueAsync(() => _proxy.Open == 0);
    }

    private ProviderConnector Connect(TimeSpan? stall = null) => _provider.Connect(_time, o =>
    {
        o.BaseUrl = $"http://127.0.0.1:{_proxy.Port}/v1";
        if (stall is { } limit)
            (o.StallTimeout, o.FirstContentTimeout, o.MinTokensPerSecond) = (limit, limit, 0);
    });

    private static async Task BeginAsync(HttpContext context, string what)
    {
        if (what == "nothing")
            return;
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync();
        if (what == "text")
            await SendAsync(context, Text("Hel"));
    }

    /// <summary>Begins, waits for the test, and tells the rest.</summary>
    private async Task AnswerAsync(HttpContext context, string after)
    {
        await BeginAsync(context, after);
        await _goOn.Task;
        if (after != "text")
            await SendAsync(context, Text("Hel"));
        await SendAsync(context, Text("lo ✓"), Finish("stop"), "[DONE]");
    }
}
