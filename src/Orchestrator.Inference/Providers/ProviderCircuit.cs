using Orchestrator.Conversations.Targets;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace Orchestrator.Inference.Providers;

/// <summary>
/// What stands before one provider: a bulkhead with a short queue, a circuit breaker and a limit for the whole answer, as one Polly
/// pipeline that is built once. An execution of it lasts as long as the answer streams, so a place is held and an outcome judged for
/// the whole of it, and a half-open circuit lets exactly one attempt try. Retries and hedges are none of its business: each is an
/// attempt of its own, cleared and journalled by whoever decides the turn. Thread-safe.
/// </summary>
internal sealed class ProviderCircuit : IDisposable
{
    private const int MostDoublings = 10;

    private readonly ProviderOptions _options;
    private readonly ResiliencePipeline<bool> _pipeline;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ITimer _reopening;
    private TargetException? _openBecause;

    public ProviderCircuit(ProviderOptions options, TimeProvider time)
    {
        _options = options;
        _reopening = time.CreateTimer(static self => ((ProviderCircuit)self!).MayTry(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _pipeline = new ResiliencePipelineBuilder<bool> { TimeProvider = time, Name = options.Address }
            .AddConcurrencyLimiter(options.MaxConcurrentRequests, options.MaxQueuedRequests)
            .AddCircuitBreaker(new()
            {
                FailureRatio = options.BreakAtFailureRatio,
                MinimumThroughput = options.BreakAtFailures,
                SamplingDuration = options.BreakWindow,
                BreakDurationGenerator = a => ValueTask.FromResult(BreakAfter(a.HalfOpenAttempts)),
                StateProvider = _state,
                ShouldHandle = a => ValueTask.FromResult(IsFailure(a.Outcome.Exception)),
                OnOpened = a => Opened(a.Outcome.Exception, a.BreakDuration),
                OnClosed = _ => Closed(),
            })
            .AddTimeout(options.TotalTimeout)
            .Build();
    }

    /// <summary>Raised when the circuit opens, may be tried again, or closes.</summary>
    public event Action? Changed;

    /// <summary>Open, half-open once its break is over, or closed.</summary>
    public CircuitState State => _state.CircuitState is CircuitState.Open && OpenBecause is null ? CircuitState.HalfOpen : _state.CircuitState;

    /// <summary>Why the circuit is open; null when an attempt may pass.</summary>
    public TargetException? OpenBecause => Volatile.Read(ref _openBecause);

    /// <summary>Waits for a place.</summary>
    /// <exception cref="TargetException"><c>busy</c>: the circuit is open, or places and queue are taken.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public async ValueTask<CircuitPass> EnterAsync(CancellationToken cancellationToken)
    {
        var pass = new CircuitPass(ResilienceContextPool.Shared.Get(cancellationToken));
        pass.Run(_pipeline.ExecuteOutcomeAsync(static (context, p) => p.BeginAsync(context.CancellationToken), pass.Context, pass));
        if (await pass.WaitAsync() is not { } refused)
            return pass;
        throw refused switch
        {
            RateLimiterRejectedException => new TargetException(
                "busy",
                $"{_options.Address} has {_options.MaxConcurrentRequests} requests at once and {_options.MaxQueuedRequests} in its queue, which is all that its MaxConcurrentRequests and MaxQueuedRequests allow"),
            BrokenCircuitException => new TargetException("busy", $"{_options.Address} failed too often and is left alone for a while"),
            _ => refused,
        };
    }

    public void Dispose() => _reopening.Dispose();

    // What the provider thinks of one request says nothing of its health; nor does a caller that leaves, unless the one attempt that
    // was to show whether the provider is back showed nothing.
    private bool IsFailure(Exception? e) => e switch
    {
        TargetException { Code: "rejected" } => false,
        TargetException or TimeoutRejectedException => true,
        OperationCanceledException => State == CircuitState.HalfOpen,
        _ => false,
    };

    /// <summary>Doubles with each time that the provider was tried in vain.</summary>
    private TimeSpan BreakAfter(int tries) =>
        TimeSpan.FromTicks(Math.Min(_options.MaxBreak.Ticks, _options.Break.Ticks << Math.Min(tries, MostDoublings)));

    private ValueTask Opened(Exception? because, TimeSpan time)
    {
        Volatile.Write(ref _openBecause, because as TargetException ?? new("timeout", $"{_options.Address} did not end within {_options.TotalTimeout.TotalSeconds:0} s"));
        _reopening.Change(time, Timeout.InfiniteTimeSpan);
        Changed?.Invoke();
        return default;
    }

    private ValueTask Closed()
    {
        MayTry();
        return default;
    }

    private void MayTry()
    {
        Volatile.Write(ref _openBecause, null);
        Changed?.Invoke();
    }
}
