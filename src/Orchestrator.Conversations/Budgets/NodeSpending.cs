namespace Orchestrator.Conversations.Budgets;

/// <summary>
/// What this process saw of nodes that spend money: when each last spoke of its budgets and what it told, and what it had set aside for
/// attempts that passed here on their way to a provider with a price. A node reaches such a provider by no other way, so this bounds what
/// it spent and did not tell. Of what was before this process it knows nothing. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class NodeSpending(TimeProvider time)
{
    // No attempt runs for longer than its node waits for it: what passed before that and what the node told last is in what it told.
    private static readonly TimeSpan s_longestAttempt = TimeSpan.FromHours(1);

    // Of a start that is forgotten nothing is known, which is safe.
    private const int MostGone = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Watch> _nodes = [];
    private readonly Dictionary<string, decimal?> _gone = [];
    private readonly Queue<string> _goneInOrder = [];
    private readonly Dictionary<string, Dictionary<string, (DateTimeOffset From, decimal Spent)>> _told = [];

    /// <summary>Since when it looks on.</summary>
    public DateTimeOffset Began { get; } = time.GetUtcNow();

    /// <summary>When a node last spoke of its budgets; null when it has not.</summary>
    /// <param name="node">The node.</param>
    public DateTimeOffset? HeardOf(string node)
    {
        lock (_lock)
            return _nodes.TryGetValue(node, out var watch) ? watch.Heard : null;
    }

    /// <summary>A node speaks of its budgets. With the first word of a new start the one before is gone.</summary>
    /// <param name="node">The node.</param>
    /// <param name="incarnation">This start of it.</param>
    public void Heard(string node, string incarnation)
    {
        lock (_lock)
        {
            // A word of a start that is gone came late.
            if (_gone.ContainsKey(incarnation))
                return;
            var watch = Of(node);
            if (watch.Incarnation is { } before && before != incarnation)
                Leave(before, watch);
            var now = time.GetUtcNow();
            (watch.Incarnation, watch.Heard) = (incarnation, now);
            if (watch.Passed.Count > 0 && watch.Passed[0].At < now - s_longestAttempt)
                watch.Passed.RemoveAll(p => p.At < now - s_longestAttempt);
        }
    }

    /// <summary>A start of a node tells what it spent of a budget.</summary>
    /// <param name="incarnation">The start.</param>
    /// <param name="keyId">The key whose budget it is; null for the tenant's.</param>
    /// <param name="from">The window.</param>
    /// <param name="spent">US dollars.</param>
    public void Told(string incarnation, string? keyId, DateTimeOffset from, decimal spent)
    {
        lock (_lock)
        {
            if (!_told.TryGetValue(incarnation, out var told))
                _told.Add(incarnation, told = []);
            if (!told.TryGetValue(keyId ?? "", out var before) || before.From < from || (before.From == from && before.Spent < spent))
                told[keyId ?? ""] = (from, spent);
        }
    }

    /// <summary>What a start of a node told that it spent of a budget, in US dollars.</summary>
    /// <param name="incarnation">The start.</param>
    /// <param name="keyId">The key whose budget it is; null for the tenant's.</param>
    /// <param name="from">The window.</param>
    public decimal ToldBy(string incarnation, string? keyId, DateTimeOffset from)
    {
        lock (_lock)
            return _told.TryGetValue(incarnation, out var told) && told.TryGetValue(keyId ?? "", out var last) && last.From == from ? last.Spent : 0;
    }

    /// <summary>An attempt of a node passes.</summary>
    /// <param name="node">The node.</param>
    /// <param name="reserved">What it set aside, in US dollars.</param>
    public void Passed(string node, decimal reserved)
    {
        lock (_lock)
            Of(node).Passed.Add((time.GetUtcNow(), reserved));
    }

    /// <summary>
    /// The most that a start of a node can have spent beyond what it told, in US dollars; null when that cannot be known, as it never spoke
    /// since this process began.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="incarnation">The start.</param>
    public decimal? Untold(string node, string incarnation)
    {
        lock (_lock)
        {
            return _gone.TryGetValue(incarnation, out var untold) ? untold
                : _nodes.TryGetValue(node, out var watch) && watch.Incarnation == incarnation ? Untold(watch) : null;
        }
    }

    private Watch Of(string node)
    {
        if (!_nodes.TryGetValue(node, out var watch))
            _nodes.Add(node, watch = new());
        return watch;
    }

    private void Leave(string incarnation, Watch watch)
    {
        _gone[incarnation] = Untold(watch);
        _goneInOrder.Enqueue(incarnation);
        watch.Passed.Clear();
        if (_goneInOrder.Count > MostGone)
        {
            var oldest = _goneInOrder.Dequeue();
            _gone.Remove(oldest);
            _told.Remove(oldest);
        }
    }

    private decimal? Untold(Watch watch) => watch.Heard - s_longestAttempt is var since && !(since >= Began) ? null
        : watch.Passed.Where(p => p.At >= since).Sum(static p => p.Reserved);

    private sealed class Watch
    {
        public string? Incarnation { get; set; }

        public DateTimeOffset? Heard { get; set; }

        public List<(DateTimeOffset At, decimal Reserved)> Passed { get; } = [];
    }
}
