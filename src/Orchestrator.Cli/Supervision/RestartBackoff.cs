namespace Orchestrator.Cli.Supervision;

/// <summary>How long to wait before a dead process is started again, and when to stop trying. Not thread-safe.</summary>
internal sealed class RestartBackoff(TimeProvider time)
{
    public const int MaxRestarts = 5;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    private readonly Queue<DateTimeOffset> _deaths = new();

    /// <summary>Counts a death; the wait before the next start, or null after the fifth restart within a minute.</summary>
    public TimeSpan? Next()
    {
        var now = time.GetUtcNow();
        while (_deaths.TryPeek(out var oldest) && now - oldest > Window)
            _deaths.Dequeue();
        _deaths.Enqueue(now);
        return _deaths.Count > MaxRestarts ? null : First * Math.Pow(2, _deaths.Count - 1);
    }
}
