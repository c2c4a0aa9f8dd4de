namespace Orchestrator.Inference.Providers;

/// <summary>
/// Ends a wait for a provider that says nothing for too long. It runs only while the provider is waited for: a reader that takes its
/// time over what has come is no silence of the provider's. Not thread-safe.
/// </summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly CancellationTokenSource _silent = new();
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;
    private readonly ITimer _timer;

    public SilenceWatch(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        (Limit, _caller) = (limit, caller);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silent.Token, caller);
        _timer = time.CreateTimer(static self => ((CancellationTokenSource)self!).Cancel(), _silent, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Limit { get; }

    /// <summary>Cancelled by the silence or by the caller.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>True when it was the silence that ended the wait.</summary>
    public bool Ended => _silent.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Start() => _timer.Change(Limit, Timeout.InfiniteTimeSpan);

    public void Stop() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _timer.Dispose();
        _either.Dispose();
        _silent.Dispose();
    }
}
