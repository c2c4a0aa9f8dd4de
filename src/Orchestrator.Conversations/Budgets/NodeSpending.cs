namespace Orchestrator.Conversations.Budgets;

/// <summary>
/// What this process saw of nodes that spend money: when each last spoke of its budgets, and what it had set aside for attempts that passed
/// here on their way to a provider with a price. A node reaches such a provider by no other way, so this bounds what it spent and did not
/// tell. Of what was before this process it knows nothing. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class NodeSpending(TimeProvider time)
{
    // No attempt runs for longer than its node waits for it: what passed before that and what the node told last is in what it told.
    private static readonly TimeSpan s_longestAttempt = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _heard = [];
    private readonly Dictionary<string, List<(DateTimeOffset At, decimal Reserved)>> _passed = [];

    /// <summary>Since when it looks on.</summary>
    public DateTimeOffset Began { get; } = time.GetUtcNow();

    /// <summary>When a node last spoke of its budgets; null when it has not.</summary>
    /// <param name="node">The node.</param>
    public DateTimeOffset? HeardOf(string node)
    {
        lock (_lock)
            return _heard.TryGetValue(node, out var at) ? at : null;
    }

    /// <summary>A node speaks of its budgets.</summary>
    /// <param name="node">The node.</param>
    public void Heard(string node)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            _heard[node] = now;
            if (_passed.TryGetValue(node, out var passed) && passed.Count > 0 && passed[0].At < now - s_longestAttempt)
                passed.RemoveAll(p => p.At < now - s_longestAttempt);
        }
    }

    /// <summary>An attempt of a node passes.</summary>
    /// <param name="node">The node.</param>
    /// <param name="reserved">What it set aside, in US dollars.</param>
    public void Passed(string node, decimal reserved)
    {
        lock (_lock)
        {
            if (!_passed.TryGetValue(node, out var passed))
                _passed.Add(node, passed = []);
            passed.Add((time.GetUtcNow(), reserved));
        }
    }

    /// <summary>The most that a node can have spent beyond what it told, in US dollars; null when that cannot be known, as it never spoke since this process began.</summary>
    /// <param name="node">The node.</param>
    public decimal? Untold(string node)
    {
        lock (_lock)
        {
            return !_heard.TryGetValue(node, out var heard) || heard - s_longestAttempt < Began ? null
                : _passed.GetValueOrDefault(node)?.Where(p => p.At >= heard - s_longestAttempt).Sum(static p => p.Reserved) ?? 0;
        }
    }
}
