using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers;
using static Orchestrator.Inference.Tests.Providers.FakeProvider;

namespace Orchestrator.Inference.Tests.Providers;

/// <summary>Answers that begin too late, trickle, or never end, although the line is never silent.</summary>
public sealed class ProviderPaceTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync();

    public async Task DisposeAsync()
    {
        _over.TrySetResult();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Comments_keep_the_line_open_and_the_wait_for_content_has_its_limit_all_the_same()
    {
        _provider.Completions = context => EndlessAsync(context, ": still there\n\n", 5);
        using var connector = _provider.Connect(_time);

        Assert.Equal("acme gave no content within 60 s", (await FailAsync(connector)).Message);
    }

    [Fact]
    public async Task An_answer_that_trickles_ends_although_it_is_never_silent()
    {
        _provider.Completions = context => EndlessAsync(context, $"data: {Text("a")}\n\n", 5);
        using var connector = _provider.Connect(_time);

        var e = await FailAsync(connector);

        Assert.Equal("timeout", e.Code);
        Assert.Contains("fewer than its MinTokensPerSecond (0.5)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_answer_is_accepted_where_any_pace_is_and_ends_with_the_total_limit()
    {
        _provider.Completions = context => EndlessAsync(context, $"data: {Text("a")}\n\n", 5);
        using var connector = _provider.Connect(_time, o => (o.MinTokensPerSecond, o.TotalTimeout) = (0, TimeSpan.FromMinutes(3)));

        Assert.Equal("acme did not end within 180 s", (await FailAsync(connector)).Message);
    }

    [Theory]
    [InlineData(1, 4, false)]
    [InlineData(2, 4, true)]
    [InlineData(10, 400, false)]
    [InlineData(2, 0, true)]
    public void Only_time_spent_waiting_counts_and_an_event_without_text_is_one_token(double seconds, int bytes, bool tooSlow)
    {
        var watch = new RateWatch(new() { Name = "acme", MinTokensPerSecond = 0.9, RateWindow = TimeSpan.FromSeconds(20) });

        var failure = Record.Exception(() =>
        {
            watch.Add(TimeSpan.FromHours(1), 0);
            for (var i = 0; i < 100; i++)
                watch.Add(TimeSpan.FromSeconds(seconds), bytes);
        });

        Assert.Equal(tooSlow, failure is TargetException);
    }

    /// <summary>Sends one piece each so many seconds of the test's clock.</summary>
    private async Task EndlessAsync(HttpContext context, string piece, int seconds)
    {
        context.Response.ContentType = "text/event-stream";
        var gone = UntilGoneAsync(context);
        while (!gone.IsCompleted && !_over.Task.IsCompleted)
        {
            await context.Response.WriteAsync(piece);
            await context.Response.Body.FlushAsync();
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(seconds), _time), gone, _over.Task);
        }
    }

    private async Task<TargetException> FailAsync(ProviderConnector connector)
    {
        var answer = connector.AskAsync("hello").AllAsync();
        await Eventually.TrueAsync(() => answer.IsCompleted, () => _time.Advance(TimeSpan.FromMilliseconds(250)));
        return await Assert.ThrowsAsync<TargetException>(() => answer);
    }
}
