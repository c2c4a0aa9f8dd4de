using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers;
using static Orchestrator.Inference.Tests.Providers.FakeProvider;

namespace Orchestrator.Inference.Tests.Providers;

public sealed class ProviderHealthTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync();

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    public async Task A_provider_is_used_only_after_it_has_answered()
    {
        using var connector = _provider.Connect();
        Assert.Equal("acme has not answered yet", connector.Target.Unavailable);

        await connector.ProbeAsync(default);

        Assert.Null(connector.Target.Unavailable);
        Assert.False(connector.Target.Model.StandIn);
    }

    [Fact]
    public async Task A_provider_rests_as_long_as_it_asks_whatever_a_probe_says()
    {
        _provider.Completions = context =>
        {
            context.Response.Headers["retry-after-ms"] = "1500";
            return FailAsync(context, 429);
        };
        using var connector = _provider.Connect(_time);
        await connector.ProbeAsync(default);

        var busy = await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hi").AllAsync());
        await connector.ProbeAsync(default);
        var resting = connector.Target.Unavailable;
        _time.Advance(TimeSpan.FromSeconds(1.5));

        Assert.Equal(("busy", TimeSpan.FromSeconds(1.5)), (busy.Code, busy.RetryAfter));
        Assert.Contains("asks to wait 1.5 s", resting, StringComparison.Ordinal);
        Assert.Null(connector.Target.Unavailable);
    }

    [Fact]
    public async Task A_key_that_only_completions_refuse_takes_the_provider_out_although_its_listing_is_open()
    {
        _provider.Completions = context => FailAsync(context, 401);
        using var connector = _provider.Connect(_time);
        await connector.ProbeAsync(default);

        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hi").AllAsync());
        await connector.ProbeAsync(default);
        var problem = connector.Problem;
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("unauthorized", problem);
        Assert.Null(connector.Target.Unavailable);
    }

    [Fact]
    public async Task A_provider_that_hangs_holds_only_so_many_requests()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _provider.Completions = context =>
        {
            asked.TrySetResult();
            return UntilGoneAsync(context);
        };
        using var connector = _provider.Connect(configure: o => o.MaxConcurrentRequests = 1);
        using var leave = new CancellationTokenSource();
        var first = connector.AskAsync("hi", leave.Token).AllAsync();
        await asked.Task;

        var second = await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hi").AllAsync());
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _provider.Completions = context => SendAsync(context, Text("ok"), Finish("stop"), "[DONE]");
        await connector.AskAsync("hi").AllAsync();

        Assert.Equal("busy", second.Code);
        Assert.Equal(2, _provider.Requests);
    }

    [Fact]
    public async Task A_stand_in_is_marked_as_one()
    {
        _provider.Models = context =>
        {
            context.Response.Headers["x-orchestrator-stand-in"] = "true";
            return context.Response.WriteAsync("{}");
        };
        using var connector = _provider.Connect();

        await connector.ProbeAsync(default);

        Assert.Equal("large-1@stand-in", connector.Target.Model.ToString());
    }

    [Fact]
    public async Task A_provider_without_a_listing_is_there_all_the_same()
    {
        _provider.Models = context => Status(context, 404);
        using var connector = _provider.Connect();

        await connector.ProbeAsync(default);

        Assert.Null(connector.Target.Unavailable);
    }

    [Theory]
    [InlineData(401, "acme refused its key (status 401)", "unauthorized")]
    [InlineData(500, "acme answered with status 500 (unknown)", "internal")]
    [InlineData(503, "acme answered with status 503 (unknown)", "busy")]
    public async Task A_provider_whose_listing_fails_is_out_and_says_why(int status, string why, string problem)
    {
        _provider.Models = context => Status(context, status);
        using var connector = _provider.Connect();

        await connector.ProbeAsync(default);

        Assert.Equal((why, problem), (connector.Target.Unavailable, connector.Problem));
    }

    [Fact]
    public async Task A_web_page_is_no_provider_until_a_listing_comes()
    {
        var listing = _provider.Models;
        _provider.Models = context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync("<html></html>");
        };
        using var connector = _provider.Connect();

        await connector.ProbeAsync(default);
        Assert.Equal("protocol", connector.Problem);
        Assert.Contains("base URL", connector.Target.Unavailable, StringComparison.Ordinal);

        _provider.Models = listing;
        await connector.ProbeAsync(default);
        Assert.Null(connector.Problem);
    }

    [Fact]
    public async Task A_probe_that_is_never_answered_ends()
    {
        _provider.Models = UntilGoneAsync;
        using var connector = _provider.Connect(_time);

        var probe = connector.ProbeAsync(default);
        _time.Advance(TimeSpan.FromSeconds(5));
        await probe;

        Assert.Equal("acme fell silent for 5 s", connector.Target.Unavailable);
    }

    [Fact]
    public async Task Silence_counts_as_a_failure()
    {
        _provider.Completions = UntilGoneAsync;
        using var connector = await AvailableAsync();

        for (var i = 0; i < 3; i++)
        {
            var answer = connector.AskAsync("hello").AllAsync();
            _time.Advance(TimeSpan.FromSeconds(30));
            await Assert.ThrowsAsync<TargetException>(() => answer);
        }

        Assert.Equal("acme fell silent for 30 s", connector.Target.Unavailable);
    }

    [Fact]
    public async Task What_it_thinks_of_single_requests_says_nothing_of_its_health()
    {
        _provider.Completions = context => Status(context, 400);
        using var connector = await AvailableAsync();

        for (var i = 0; i < 5; i++)
            await FailAsync(connector);

        Assert.Null(connector.Target.Unavailable);
    }

    [Fact]
    public async Task A_cancelled_attempt_is_no_failure()
    {
        using var connector = await AvailableAsync();

        for (var i = 0; i < 5; i++)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connector.AskAsync("hello", new CancellationToken(true)).AllAsync());

        Assert.Null(connector.Target.Unavailable);
    }

    [Fact]
    public async Task A_running_connector_notices_that_a_provider_goes_and_comes_back()
    {
        using var connector = _provider.Connect(_time);
        var working = _provider.Models;
        await connector.StartAsync(default);

        await UntilAsync(() => connector.Target.Unavailable is null);
        _provider.Models = context => Status(context, 500);
        await UntilAsync(() => connector.Target.Unavailable is not null);
        _provider.Models = working;
        await UntilAsync(() => connector.Target.Unavailable is null);

        await connector.StopAsync(default);
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task<TargetException> FailAsync(ProviderConnector connector) => Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hello").AllAsync());

    private async Task<ProviderConnector> AvailableAsync()
    {
        var connector = _provider.Connect(_time);
        await connector.ProbeAsync(default);
        return connector;
    }

    // A probe waits 5 s for its answer, so time moves in steps that the server keeps up with.
    private async Task UntilAsync(Func<bool> reached)
    {
        while (!reached())
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }
    }

    private static Task FailAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
