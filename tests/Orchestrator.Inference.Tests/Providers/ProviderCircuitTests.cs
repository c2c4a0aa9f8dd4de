using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers;
using Polly.CircuitBreaker;
using static Orchestrator.Inference.Tests.Providers.FakeProvider;

namespace Orchestrator.Inference.Tests.Providers;

/// <summary>A provider that fails is left alone, for longer each time, and one attempt shows whether it is back.</summary>
public sealed class ProviderCircuitTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly ProviderInstruments _instruments = new();
    private FakeProvider _provider = null!;
    private ProviderConnector _connector = null!;

    public async Task InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync();
        _connector = Connect();
        await _connector.ProbeAsync(default);
    }

    public async Task DisposeAsync()
    {
        _connector.Dispose();
        _instruments.Dispose();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task A_storm_of_errors_opens_the_circuit_and_nothing_more_is_sent_whatever_a_probe_says()
    {
        Fail();
        for (var i = 0; i < 25; i++)
            await AskInVainAsync();
        await _connector.ProbeAsync(default);

        Assert.Equal(3, _provider.Requests);
        Assert.Equal((CircuitState.Open, "internal"), (_connector.Circuit, _connector.Problem));
        Assert.Equal("acme answered with status 500 (unknown)", _connector.Target.Unavailable);
    }

    [Fact]
    public async Task After_its_break_one_attempt_may_try_and_closes_the_circuit_when_it_is_answered()
    {
        await OpenAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((CircuitState.HalfOpen, null), (_connector.Circuit, _connector.Target.Unavailable));
        var goOn = new TaskCompletionSource();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _provider.Completions = async context =>
        {
            asked.SetResult();
            await goOn.Task;
            await SendAsync(context, Text("ok"), Finish("stop"), "[DONE]");
        };

        var first = _connector.AskAsync("hi").AllAsync();
        await asked.Task;
        Assert.Equal("busy", (await AskInVainAsync()).Code);
        goOn.SetResult();
        await first;

        Assert.Equal(4, _provider.Requests);
        Assert.Equal((CircuitState.Closed, null), (_connector.Circuit, _connector.Target.Unavailable));
    }

    [Fact]
    public async Task Each_try_in_vain_doubles_the_break_up_to_its_limit()
    {
        await OpenAsync();
        foreach (var seconds in (int[])[5, 10, 20, 30, 30])
        {
            _time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            Assert.NotNull(_connector.Target.Unavailable);
            _time.Advance(TimeSpan.FromSeconds(0.1));
            Assert.Null(_connector.Target.Unavailable);
            await AskInVainAsync();
        }

        Assert.Equal(3 + 5, _provider.Requests);
    }

    [Fact]
    public async Task Answers_that_break_off_in_the_middle_open_the_circuit_as_well()
    {
        _provider.Completions = async context =>
        {
            await SendAsync(context, Text("half"));
            context.Abort();
        };

        for (var i = 0; i < 3; i++)
            Assert.Equal("cut-off", (await AskInVainAsync()).Code);

        Assert.Equal((CircuitState.Open, "cut-off"), (_connector.Circuit, _connector.Problem));
    }

    [Fact]
    public async Task Fewer_failures_than_the_ratio_leave_the_circuit_closed()
    {
        var works = _provider.Completions;
        for (var i = 0; i < 9; i++)
        {
            if (i % 3 == 2)
                Fail();
            else
                _provider.Completions = works;
            if (i % 3 == 2)
                await AskInVainAsync();
            else
                await _connector.AskAsync("hi").AllAsync();
        }

        Assert.Equal(CircuitState.Closed, _connector.Circuit);
    }

    [Fact]
    public async Task A_caller_that_leaves_the_one_attempt_that_may_try_proves_nothing()
    {
        await OpenAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _provider.Completions = context =>
        {
            asked.SetResult();
            return UntilGoneAsync(context);
        };
        using var leave = new CancellationTokenSource();
        var attempt = _connector.AskAsync("hi", leave.Token).AllAsync();
        await asked.Task;

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attempt);

        Assert.Equal(CircuitState.Open, _connector.Circuit);
    }

    [Fact]
    public async Task Who_finds_no_place_waits_in_the_queue_and_beyond_it_goes_elsewhere()
    {
        using var connector = Connect(o => (o.MaxConcurrentRequests, o.MaxQueuedRequests) = (1, 1));
        var goOn = new TaskCompletionSource();
        _provider.Completions = async context =>
        {
            await goOn.Task;
            await SendAsync(context, Text("ok"), Finish("stop"), "[DONE]");
        };
        var running = connector.AskAsync("hi").AllAsync();
        var waiting = connector.AskAsync("hi").AllAsync();
        await Eventually.TrueAsync(() => connector.Running == 2);

        var e = await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hi").AllAsync());
        goOn.SetResult();

        Assert.Equal("busy", e.Code);
        Assert.Contains("MaxQueuedRequests", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await running).Count);
        Assert.Equal(2, (await waiting).Count);
        Assert.Equal((2, 0), (_provider.Requests, connector.Running));
    }

    [Fact]
    public async Task A_caller_that_waits_in_the_queue_can_leave_it()
    {
        using var connector = Connect(o => (o.MaxConcurrentRequests, o.MaxQueuedRequests) = (1, 1));
        _provider.Completions = UntilGoneAsync;
        using var leaveFirst = new CancellationTokenSource();
        using var leaveSecond = new CancellationTokenSource();
        var running = connector.AskAsync("hi", leaveFirst.Token).AllAsync();
        await Eventually.TrueAsync(() => _provider.Requests == 1);
        var waiting = connector.AskAsync("hi", leaveSecond.Token).AllAsync();

        await leaveSecond.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await leaveFirst.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal((1, 0), (_provider.Requests, connector.Running));
    }

    [Fact]
    public async Task Circuit_and_outcomes_are_in_the_metrics()
    {
        var seen = new ConcurrentQueue<(string Name, long Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == ProviderInstruments.MeterName)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(t => t.Value)))));
        listener.Start();
        await _connector.AskAsync("hi").AllAsync();
        await OpenAsync(more: 1);

        listener.RecordObservableInstruments();

        Assert.Contains(("orchestrator.provider.circuit", (long)CircuitState.Open, "cloud@acme"), seen);
        Assert.Contains(("orchestrator.provider.available", 0L, "cloud@acme"), seen);
        foreach (var outcome in (string[])["answered", "internal", "busy"])
            Assert.Contains(("orchestrator.provider.attempts", 1L, $"cloud@acme {outcome}"), seen);
    }

    private ProviderConnector Connect(Action<ProviderOptions>? configure = null)
    {
        var options = new ProviderOptions { Name = "acme", BaseUrl = _provider.BaseUrl, Model = "large-1", MaxBreak = TimeSpan.FromSeconds(30) };
        configure?.Invoke(options);
        return new(options, _time, NullLogger<ProviderConnector>.Instance, instruments: _instruments);
    }

    private async Task OpenAsync(int more = 0)
    {
        Fail();
        for (var i = 0; i < 3 + more; i++)
            await AskInVainAsync();
    }

    private void Fail() => _provider.Completions = context =>
    {
        context.Response.StatusCode = 500;
        return Task.CompletedTask;
    };

    private Task<TargetException> AskInVainAsync() => Assert.ThrowsAsync<TargetException>(() => _connector.AskAsync("hi").AllAsync());
}
