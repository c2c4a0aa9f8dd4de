namespace Orchestrator.Inference.Providers;

/// <summary>
/// Ends a wait for a provider that says nothing for too long. It runs only while the provider is waited for: a reader that takes its
/// time over what has come is no silence of the provider's. One wait at a time. The timer is not set anew for each wait: when it fires,
/// it looks how long the present one lasts.
/// </summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly CancellationTokenSource _silent = new();
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;
    private readonly ITimer _timer;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private long _waitingSince;
    private bool _waiting;
    private bool _timerSet;

    public SilenceWatch(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        (Limit, _time, _caller) = (limit, time, caller);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silent.Token, caller);
        _timer = time.CreateTimer(static self => ((SilenceWatch)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Limit { get; }

    /// <summary>Cancelled by the silence or by the caller.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>True when it was the silence that ended the wait.</summary>
    public bool Ended => _silent.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Start()
    {
        lock (_lock)
        {
            (_waiting, _waitingSince) = (true, _time.GetTimestamp());
            if (!_timerSet)
                _timerSet = _timer.Change(Limit, Timeout.InfiniteTimeSpan);
        }
    }

    public void Stop()
    {
        lock (_lock)
            _waiting = false;
    }

    /// <summary>A wait goes on, and its silence begins anew. Does nothing outside a wait.</summary>
    public void Heard()
    {
        lock (_lock)
            _waitingSince = _time.GetTimestamp();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _either.Dispose();
        _silent.Dispose();
    }

    private void Look()
    {
        lock (_lock)
        {
            _timerSet = false;
            if (!_waiting)
                return;
            var left = Limit - _time.GetElapsedTime(_waitingSince);
            if (left > TimeSpan.Zero)
            {
                _timerSet = _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        _silent.Cancel();
    }
}
