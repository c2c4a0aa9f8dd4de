namespace Orchestrator.Privacy;

/// <summary>
/// Remembers what was admitted until it would have expired anyway. Bounded: when it is full of what has not expired, it
/// admits nothing more. Thread-safe.
/// </summary>
internal sealed class ReplayWindow(int capacity = 65_536)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _byExpiry = new();

    /// <summary>Notes one use; false when it was used before, or when there is no room to remember it.</summary>
    public bool TryAdd(string use, DateTimeOffset expires, DateTimeOffset now)
    {
        lock (_lock)
        {
            while (_byExpiry.TryPeek(out var oldest, out var end) && end < now)
            {
                _byExpiry.Dequeue();
                _seen.Remove(oldest);
            }

            if (_seen.Count >= capacity || !_seen.TryAdd(use, expires))
                return false;
            _byExpiry.Enqueue(use, expires);
            return true;
        }
    }
}
