using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers.Prices;
using Orchestrator.Privacy;
using Orchestrator.Privacy.Telemetry;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Inference.Providers;

/// <summary>
/// Runs attempts at one OpenAI-compatible provider: the cleared buffer is the request's body, byte for byte. Watches the provider's
/// health: three failures in a row take it out until a probe finds it again, a wait that it asks for takes it out for so long, and a key that was
/// refused three times in a row for half a minute. Thread-safe.
/// </summary>
public sealed partial class ProviderConnector : BackgroundService, ITargetConnector
{
    private const int FailuresToOpen = 3;
    private const int TicksBetweenProbes = 15;
    private static readonly TimeSpan s_keyRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private readonly ProviderClient _client;
    private readonly ProviderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ProviderConnector> _logger;
    private readonly Lock _lock = new();
    private readonly ITimer _rest;
    private int _failures;
    private int _running;
    private bool _resting;
    private Target _target;
    private volatile string? _problem = "unknown";

    /// <summary>Makes a connector.</summary>
    /// <param name="options">The provider.</param>
    /// <param name="time">The clock of its limits.</param>
    /// <param name="logger">Logs; never content.</param>
    /// <param name="prices">What models cost; null without a list.</param>
    public ProviderConnector(ProviderOptions options, TimeProvider time, ILogger<ProviderConnector> logger, PriceList? prices = null)
    {
        (_options, _time, _logger) = (options, time, logger);
        _client = new(options, time);
        _rest = time.CreateTimer(static self => ((ProviderConnector)self!).Rested(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Codec = new ChatCompletionsCodec(options.Model) { UseMaxCompletionTokens = options.UseMaxCompletionTokens };
        _target = new()
        {
            Id = $"cloud@{options.Name}",
            Tier = Tier.Cloud,
            Zone = Zone.Cloud(options.Name, options.Region),
            Node = options.Name,
            Model = new(options.Model),
            Capabilities = new()
            {
                OpenEnded = true,
                Tools = options.Tools,
                JsonSchema = options.JsonSchema,
                ContextTokens = options.ContextTokens,
            },
            Price = options.Price(prices),
            Unavailable = $"{options.Name} has not answered yet",
        };
    }

    /// <inheritdoc/>
    public Target Target => Volatile.Read(ref _target);

    /// <inheritdoc/>
    public IEgressCodec Codec { get; }

    /// <summary>Whether bodies for this provider write their limit of tokens as <c>max_completion_tokens</c>.</summary>
    public bool UseMaxCompletionTokens => _options.UseMaxCompletionTokens;

    /// <summary>
    /// What keeps the provider from being used, as a stable code: <c>unknown</c> (it has not answered yet), <c>unreachable</c>,
    /// <c>unauthorized</c>, <c>protocol</c>, <c>timeout</c>, <c>busy</c>, <c>rejected</c>, <c>cut-off</c> or <c>internal</c>; null when nothing does.
    /// </summary>
    public string? Problem => _problem;

    /// <summary>Raised when <see cref="Target"/> changed.</summary>
    public event Action? Changed;

    /// <inheritdoc/>
    public IAsyncEnumerable<ModelUpdate> RunAsync(Cleared<ModelRequest> cleared, Invocation invocation, CancellationToken cancellationToken) =>
        WatchedAsync(_client.CompleteAsync(cleared.Buffer, cancellationToken), cancellationToken);

    /// <summary>Sends a request that another node cleared, unchanged.</summary>
    /// <param name="cleared">What the gate admitted.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public IAsyncEnumerable<ModelUpdate> RunRelayedAsync(Cleared<RelayedRequest> cleared, CancellationToken cancellationToken) =>
        WatchedAsync(_client.CompleteAsync(cleared.Buffer, cancellationToken), cancellationToken);

    /// <summary>Asks the provider once whether it is there.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var standIn = await _client.ProbeAsync(cancellationToken);
            Succeeded(standIn);
        }
        catch (TargetException e)
        {
            Failed(e, FailuresToOpen);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _rest.Dispose();
        _client.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Traffic can take the provider out at any moment: each tick looks, or it would stay out until the next regular probe.
            using var ticks = new PeriodicTimer(s_tick, _time);
            var wait = 0;
            do
            {
                if (--wait > 0 && (Target.Unavailable is null || Volatile.Read(ref _resting)))
                    continue;
                await ProbeAsync(stoppingToken);
                wait = TicksBetweenProbes;
            }
            while (await ticks.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async IAsyncEnumerable<ModelUpdate> WatchedAsync(
        IAsyncEnumerable<ModelUpdate> answer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            // A bulkhead: a provider that hangs holds only so many turns.
            if (Interlocked.Increment(ref _running) > _options.MaxConcurrentRequests)
                throw new TargetException("busy", $"{_options.Name} has {_options.MaxConcurrentRequests} requests at once, which is all that its MaxConcurrentRequests allows");
            await using var updates = answer.GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync())
                        yield break;
                }
                catch (TargetException e)
                {
                    Count(e);
                    throw;
                }

                if (updates.Current is ModelEnded)
                    Interlocked.Exchange(ref _failures, 0);
                yield return updates.Current;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private void Count(TargetException e)
    {
        switch (e.Code)
        {
            // What the provider thinks of one request says nothing of its health.
            case "rejected":
                return;

            // The listing may be open to everybody, so a probe would not find it: the key is tried again after a while.
            case "unauthorized":
                if (Interlocked.Increment(ref _failures) >= FailuresToOpen)
                    Rest(e, s_keyRest);
                return;
            default:
                var failures = Interlocked.Increment(ref _failures);
                if (e.RetryAfter is { Ticks: > 0 } asked && _options.MaxRest > TimeSpan.Zero)
                    Rest(e, asked < _options.MaxRest ? asked : _options.MaxRest);
                else
                    Failed(e, failures);
                return;
        }
    }

    /// <summary>Takes the provider out for a time, whatever a probe says.</summary>
    private void Rest(TargetException e, TimeSpan time)
    {
        Volatile.Write(ref _resting, true);
        Failed(e, FailuresToOpen);
        _rest.Change(time, Timeout.InfiniteTimeSpan);
    }

    private void Rested()
    {
        Volatile.Write(ref _resting, false);
        Interlocked.Exchange(ref _failures, 0);
        _problem = null;
        Change(target => target with { Unavailable = null });
    }

    private void Succeeded(bool standIn)
    {
        if (Volatile.Read(ref _resting))
            return;
        Interlocked.Exchange(ref _failures, 0);
        _problem = null;
        Change(target => target with { Unavailable = null, Model = new(_options.Model, StandIn: standIn) });
    }

    private void Failed(TargetException e, int failures)
    {
        if (failures < FailuresToOpen)
            return;
        _problem = e.Code;
        Change(target => target with { Unavailable = e.Message });
    }

    private void Change(Func<Target, Target> change)
    {
        Target before, after;
        lock (_lock)
        {
            before = _target;
            after = change(before);
            Volatile.Write(ref _target, after);
        }
        if (before == after)
            return;
        if (before.Unavailable is null != after.Unavailable is null)
            LogHealth(after.Id, after.Unavailable ?? "available", after.Model.StandIn ? "a stand-in, no model" : "a model");
        Changed?.Invoke();
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "{Target}: {Health} ({Kind})")]
    private partial void LogHealth([Operational] string target, [Operational] string health, [Operational] string kind);
}
