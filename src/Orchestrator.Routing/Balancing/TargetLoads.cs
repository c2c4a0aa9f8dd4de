using System.Collections.Concurrent;

namespace Orchestrator.Routing;

/// <summary>Which attempts of this process run at which target, and how long they wait. Thread-safe.</summary>
/// <param name="time">The clock.</param>
public sealed class TargetLoads(TimeProvider time)
{
    /// <summary>A failed attempt counts as at least so long a wait: a target that fails at once is not a quick one.</summary>
    public static readonly TimeSpan LeastWaitOfFailure = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Entry> _targets = new(StringComparer.Ordinal);

    /// <summary>Counts an attempt from now until it is disposed of.</summary>
    /// <param name="targetId">Who is asked.</param>
    public AttemptLoad Begin(string targetId) => new(this, _targets.GetOrAdd(targetId, static _ => new()));

    /// <summary>How busy a target is now; null while nothing was ever sent to it.</summary>
    /// <param name="targetId">The target.</param>
    public TargetLoad? Of(string targetId) => _targets.TryGetValue(targetId, out var entry) ? Read(entry) : null;

    /// <summary>How busy each target is that something was ever sent to.</summary>
    public IEnumerable<(string TargetId, TargetLoad Load)> All() => _targets.Select(t => (t.Key, Read(t.Value)));

    private TargetLoad Read(Entry entry)
    {
        var now = time.GetTimestamp();
        lock (entry)
        {
            var mean = entry.Wait.At(now, time);
            var oldest = entry.Waiting.First is { } first ? time.GetElapsedTime(first.Value, now) : TimeSpan.Zero;
            return new(entry.Outstanding, mean > oldest ? mean : oldest);
        }
    }

    internal LinkedListNode<long> Start(Entry entry)
    {
        var now = time.GetTimestamp();
        lock (entry)
        {
            entry.Outstanding++;
            return entry.Waiting.AddLast(now);
        }
    }

    // Whoever was stopped while it waited would have waited longer: that moves the mean up, never down.
    internal void Waited(Entry entry, LinkedListNode<long> waiting, bool hasContent, TimeSpan atLeast)
    {
        var now = time.GetTimestamp();
        lock (entry)
        {
            if (waiting.List is null)
                return;
            entry.Waiting.Remove(waiting);
            var wait = time.GetElapsedTime(waiting.Value, now);
            wait = wait > atLeast ? wait : atLeast;
            if (hasContent || wait > entry.Wait.At(now, time))
                entry.Wait.Observe(wait, now, time);
        }
    }

    internal static void End(Entry entry)
    {
        lock (entry)
            entry.Outstanding--;
    }

    internal sealed class Entry
    {
        public PeakAverage Wait;

        public int Outstanding { get; set; }

        /// <summary>When those began that have no content yet, the oldest first.</summary>
        public LinkedList<long> Waiting { get; } = [];
    }
}
