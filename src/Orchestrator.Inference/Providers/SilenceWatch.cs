namespace Orchestrator.Inference.Providers;

/// <summary>
/// Ends a wait for a provider that says nothing for too long, or nothing of an answer although it keeps the line open. It runs only
/// while the provider is waited for: a reader that takes its time over what has come is no silence of the provider's. One wait at a
/// time. The timer is not set anew for each wait: when it fires, it looks how long the present one lasts.
/// </summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly CancellationTokenSource _silent = new();
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;
    private readonly ITimer _timer;
    private readonly TimeProvider _time;
    private readonly TimeSpan _firstContent;
    private readonly Lock _lock = new();
    private readonly long _began;
    private long _waitingSince;
    private bool _waiting;
    private bool _timerSet;
    private bool _content;

    /// <param name="limit">The longest silence.</param>
    /// <param name="firstContent">The longest time from here to the answer's beginning, whatever else comes before it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="caller">Ends every wait.</param>
    public SilenceWatch(TimeSpan limit, TimeSpan firstContent, TimeProvider time, CancellationToken caller)
    {
        (Limit, _firstContent, _time, _caller, _began) = (limit, firstContent, time, caller, time.GetTimestamp());
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silent.Token, caller);
        _timer = time.CreateTimer(static self => ((SilenceWatch)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Limit { get; }

    /// <summary>Cancelled by the silence or by the caller.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>True when it was the silence that ended the wait.</summary>
    public bool Ended => _silent.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>What the provider did wrong, when <see cref="Ended"/>: for example <c>fell silent for 30 s</c>.</summary>
    public string Why { get; private set; } = "";

    public void Start()
    {
        lock (_lock)
        {
            (_waiting, _waitingSince) = (true, _time.GetTimestamp());
            if (!_timerSet)
                _timerSet = _timer.Change(Left(), Timeout.InfiniteTimeSpan);
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

    /// <summary>The answer has begun.</summary>
    public void Began() => Volatile.Write(ref _content, true);

    public void Dispose()
    {
        _timer.Dispose();
        _either.Dispose();
        _silent.Dispose();
    }

    private TimeSpan Left()
    {
        var silence = Limit - _time.GetElapsedTime(_waitingSince);
        var content = Volatile.Read(ref _content) ? TimeSpan.MaxValue : _firstContent - _time.GetElapsedTime(_began);
        return Max(TimeSpan.Zero, silence < content ? silence : content);
    }

    private void Look()
    {
        lock (_lock)
        {
            _timerSet = false;
            if (!_waiting)
                return;
            var left = Left();
            if (left > TimeSpan.Zero)
            {
                _timerSet = _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            Why = _time.GetElapsedTime(_waitingSince) >= Limit
                ? $"fell silent for {Limit.TotalSeconds:0.###} s"
                : $"gave no content within {_firstContent.TotalSeconds:0.###} s";
        }

        _silent.Cancel();
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
