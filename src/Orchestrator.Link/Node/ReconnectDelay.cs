namespace Orchestrator.Link.Node;

/// <summary>
/// How long to wait before the next attempt. The jitter comes after the cap: otherwise half of a fleet would come back at the
/// very same time. Not thread-safe.
/// </summary>
internal sealed class ReconnectDelay(TimeSpan cap, Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);

    /// <summary>Below this cap a few nodes come back quickly; above it a fleet must spread.</summary>
    private static readonly TimeSpan FullJitterAbove = TimeSpan.FromSeconds(2);

    private TimeSpan _reached = First;

    public TimeSpan Next()
    {
        var most = _reached < cap ? _reached : cap;
        _reached = most * 2;
        var least = cap <= FullJitterAbove ? 0.5 : 0;
        return most * (least + ((1 - least) * random.NextDouble()));
    }

    /// <summary>The cluster answered: the next wait is short again.</summary>
    public void Reset() => _reached = First;
}
