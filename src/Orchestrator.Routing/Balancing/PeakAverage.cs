namespace Orchestrator.Routing;

/// <summary>
/// An exponentially weighted mean that is quick to believe bad news: a longer wait counts whole at once, a shorter one as time goes by,
/// and without news it falls by half each <see cref="HalfLife"/> (the "peak EWMA" of Finagle's load balancers). Not thread-safe.
/// </summary>
internal struct PeakAverage
{
    public static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(7);

    private double _ticks;
    private long _at;

    public void Observe(TimeSpan wait, long now, TimeProvider time)
    {
        var kept = Kept(now, time);
        _ticks = wait.Ticks >= _ticks ? wait.Ticks : (_ticks * kept) + (wait.Ticks * (1 - kept));
        _at = now;
    }

    public readonly TimeSpan At(long now, TimeProvider time) => TimeSpan.FromTicks((long)(_ticks * Kept(now, time)));

    private readonly double Kept(long now, TimeProvider time) => Math.Pow(0.5, time.GetElapsedTime(_at, now) / HalfLife);
}
