using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers.Prices;
using Orchestrator.Privacy;
using Orchestrator.Privacy.Telemetry;
using Orchestrator.Protocol.Providers;
using Polly.CircuitBreaker;

namespace Orchestrator.Inference.Providers;

/// <summary>
/// Runs attempts at one provider: the cleared buffer is the request's body, byte for byte. Watches the provider's health: failures open
/// its <see cref="Circuit"/>, a wait that it asks for takes it out for so long, a probe that fails until one succeeds. Thread-safe.
/// </summary>
public sealed partial class ProviderConnector : BackgroundService, ITargetConnector
{
    private const int TicksBetweenProbes = 15;
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private readonly ProviderClient _client;
    private readonly ProviderCircuit _circuit;
    private readonly ProviderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ProviderConnector> _logger;
    private readonly ProviderInstruments? _instruments;
    private readonly Lock _lock = new();
    private readonly ITimer _rest;
    private int _running;
    private TargetException? _resting;
    private TargetException? _unfound;
    private Target _target;

    /// <summary>Makes a connector.</summary>
    /// <param name="options">The provider.</param>
    /// <param name="time">The clock of its limits.</param>
    /// <param name="logger">Logs; never content.</param>
    /// <param name="prices">What models cost; null without a list.</param>
    /// <param name="instruments">Metrics; null for none.</param>
    public ProviderConnector(
        ProviderOptions options, TimeProvider time, ILogger<ProviderConnector> logger, PriceList? prices = null, ProviderInstruments? instruments = null)
    {
        (_options, _time, _logger, _instruments) = (options, time, logger, instruments);
        var dialect = ProviderDialect.Of(options);
        _client = new(options, dialect, time);
        _circuit = new(options, time);
        _circuit.Changed += Look;
        _rest = time.CreateTimer(static self => ((ProviderConnector)self!).Rested(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _unfound = new("unknown", $"{options.Address} has not answered yet");
        Form = dialect.Form;
        Codec = Form.CodecFor(options.Model);
        _target = new()
        {
            Id = $"cloud@{options.Address}",
            Tier = Tier.Cloud,
            Zone = Zone.Cloud(options.Name, options.Region),
            Node = options.Name,
            Model = new(options.Model),
            Capabilities = new()
            {
                OpenEnded = true,
                Tools = options.Tools,
                JsonSchema = options.JsonSchema && options.Kind != ProviderKind.Anthropic,
                ContextTokens = options.ContextTokens,
                Takes = options.Kind == ProviderKind.Anthropic ? options.Takes & ~AttachmentKinds.Audio : options.Takes,
            },
            Price = options.Price(prices),
            Unavailable = _unfound.Message,
        };
        instruments?.Watch(this);
    }

    /// <inheritdoc/>
    public Target Target => Volatile.Read(ref _target);

    /// <inheritdoc/>
    public IEgressCodec Codec { get; }

    /// <summary>The provider's name, and from its second address on which one this is.</summary>
    public string Address => _options.Address;

    /// <summary>How bodies for this provider are written.</summary>
    public RequestForm Form { get; }

    /// <summary>Whether its circuit lets attempts through: <c>Closed</c>, <c>Open</c>, or <c>HalfOpen</c> when one may try.</summary>
    public CircuitState Circuit => _circuit.State;

    /// <summary>How many attempts run or wait for a place.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>
    /// What keeps the provider from being used, as a stable code: <c>unknown</c> (it has not answered yet), <c>unreachable</c>,
    /// <c>unauthorized</c>, <c>protocol</c>, <c>timeout</c>, <c>busy</c>, <c>rejected</c>, <c>cut-off</c> or <c>internal</c>; null when nothing does.
    /// </summary>
    public string? Problem => Trouble?.Code;

    private TargetException? Trouble => Volatile.Read(ref _resting) ?? _circuit.OpenBecause ?? Volatile.Read(ref _unfound);

    /// <summary>Raised when <see cref="Target"/> changed.</summary>
    public event Action? Changed;

    /// <inheritdoc/>
    public IAsyncEnumerable<ModelUpdate> RunAsync(Cleared<ModelRequest> cleared, Invocation invocation, CancellationToken cancellationToken) =>
        WatchedAsync(cleared.Buffer, cancellationToken);

    /// <summary>Sends a request that another node cleared, unchanged.</summary>
    /// <param name="cleared">What the gate admitted.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public IAsyncEnumerable<ModelUpdate> RunRelayedAsync(Cleared<RelayedRequest> cleared, CancellationToken cancellationToken) =>
        WatchedAsync(cleared.Buffer, cancellationToken);

    /// <summary>Asks the provider once whether it is there.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var standIn = await _client.ProbeAsync(cancellationToken);
            Volatile.Write(ref _unfound, null);
            Change(target => target with { Model = new(_options.Model, StandIn: standIn) });
        }
        catch (TargetException e)
        {
            Volatile.Write(ref _unfound, e);
            Look();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _rest.Dispose();
        _circuit.Dispose();
        _client.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var ticks = new PeriodicTimer(s_tick, _time);
            var wait = 0;
            do
            {
                // A provider that was not found is looked for each second; rest and circuit end by themselves.
                if (--wait > 0 && Volatile.Read(ref _unfound) is null)
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

    private async IAsyncEnumerable<ModelUpdate> WatchedAsync(ReadOnlyMemory<byte> body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _running);
        var started = _time.GetTimestamp();
        TimeSpan? first = null;
        Exception? failure = null;
        CircuitPass? pass = null;
        var ended = false;
        try
        {
            try
            {
                pass = await _circuit.EnterAsync(cancellationToken);
            }
            catch (Exception e)
            {
                failure = e;
                throw;
            }

            await using var updates = _client.CompleteAsync(body, pass.Token).GetAsyncEnumerator(pass.Token);
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync())
                        break;
                }
                catch (Exception e)
                {
                    failure = e;
                    if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                        throw new TargetException("timeout", $"{_options.Address} did not end within {_options.TotalTimeout.TotalSeconds:0.###} s");
                    throw;
                }

                first ??= _time.GetElapsedTime(started);
                ended |= updates.Current is ModelEnded;
                yield return updates.Current;
            }
        }
        finally
        {
            // A reader that leaves before the end is no word on the provider's health.
            if (!ended)
                failure ??= new OperationCanceledException();
            Interlocked.Decrement(ref _running);
            _instruments?.Ended(Target.Id, failure is null ? "answered" : (failure as TargetException)?.Code ?? "cancelled", first);
            if (failure is TargetException { RetryAfter: { Ticks: > 0 } asked } busy && _options.MaxRest > TimeSpan.Zero)
                Rest(busy, asked < _options.MaxRest ? asked : _options.MaxRest);
            if (pass is not null)
                await pass.EndAsync(failure);
        }
    }

    /// <summary>Takes the provider out for the time that it asks for, whatever a probe says.</summary>
    private void Rest(TargetException e, TimeSpan time)
    {
        Volatile.Write(ref _resting, e);
        Look();
        _rest.Change(time, Timeout.InfiniteTimeSpan);
    }

    private void Rested()
    {
        Volatile.Write(ref _resting, null);
        Look();
    }

    private void Look() => Change(static target => target);

    private void Change(Func<Target, Target> change)
    {
        Target before, after;
        lock (_lock)
        {
            before = _target;
            after = change(before) with { Unavailable = Trouble?.Message };
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
