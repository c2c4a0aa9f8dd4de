using System.Collections.Concurrent;

namespace Orchestrator.Routing.Learning;

/// <summary>
/// What a process learned from how its answers were taken, by tenant, model and group of prompts. A judgement that is replaced is taken back
/// exactly, and a tenant's can all be forgotten. Thread-safe; reads and writes are a look-up.
/// </summary>
public sealed class LearnedShifts
{
    // So many judgements count half of what they say.
    private const double Prior = 10;

    private readonly ConcurrentDictionary<(string Tenant, string Model, int Group), (double Surplus, LearnedCounts Counts)> _rows = new();
    private long _version;

    /// <summary>Grows with every change.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Everything that was learned, in order of tenant, model and group.</summary>
    public IReadOnlyList<LearnedRow> Rows =>
    [
        .. _rows.Where(static r => r.Value.Counts.All > 0)
            .OrderBy(static r => r.Key.Tenant, StringComparer.Ordinal).ThenBy(static r => r.Key.Model, StringComparer.Ordinal).ThenBy(static r => r.Key.Group)
            .Select(static r => new LearnedRow(r.Key.Tenant, r.Key.Model, r.Key.Group, r.Value.Surplus, r.Value.Counts.Judgements)
            {
                Corrections = r.Value.Counts.Corrections,
                Kept = r.Value.Counts.Kept,
                Escalated = r.Value.Counts.Escalated,
                AskedAgain = r.Value.Counts.AskedAgain,
            }),
    ];

    /// <summary>Takes a signal in, or back.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="model">The model that answered.</param>
    /// <param name="group">The group of the prompt.</param>
    /// <param name="surplus">What the answer was worth, less what was expected of it.</param>
    /// <param name="kind">What it was learned from, which says what it counts.</param>
    /// <param name="takenBack">Whether it was taken in before and does not hold any more.</param>
    public void Take(string tenant, string model, int group, double surplus, LearnedKind kind = LearnedKind.Judgement, bool takenBack = false)
    {
        var (by, one) = (surplus * LearnedCounts.WeightOf(kind) * (takenBack ? -1 : 1), takenBack ? -1 : 1);
        _rows.AddOrUpdate(
            (tenant, model, group),
            static (_, a) => a.one < 0 ? default : (a.by, default(LearnedCounts).Plus(a.kind, 1)),
            static (_, row, a) => After(row, a.by, a.one, a.kind),
            (by, one, kind));
        Interlocked.Increment(ref _version);
    }

    private static (double Surplus, LearnedCounts Counts) After((double Surplus, LearnedCounts Counts) row, double by, int one, LearnedKind kind)
    {
        // What was forgotten meanwhile cannot be taken back.
        var counts = row.Counts.Plus(kind, one);
        return counts == row.Counts ? row : counts.All > 0 ? (row.Surplus + by, counts) : default;
    }

    /// <summary>Forgets what was learned for a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="model">One model only; null for all.</param>
    /// <returns>How many rows that were.</returns>
    public int Forget(string tenant, string? model = null)
    {
        var forgotten = 0;
        foreach (var key in _rows.Keys)
        {
            if (key.Tenant == tenant && (model is null || key.Model == model) && _rows.TryRemove(key, out var row) && row.Counts.All > 0)
                forgotten++;
        }

        Interlocked.Increment(ref _version);
        return forgotten;
    }

    /// <summary>Puts rows in place of what is there, as when a process starts.</summary>
    /// <param name="rows">The rows.</param>
    public void Restore(IEnumerable<LearnedRow> rows)
    {
        _rows.Clear();
        foreach (var row in rows)
            _rows[(row.Tenant, row.Model, row.Group)] = (row.Surplus, row.Counts);
    }

    /// <summary>What was learned moves a model's expected quality by; null when there is nothing.</summary>
    /// <param name="tenant">Whose turn it is.</param>
    /// <param name="model">The model.</param>
    /// <param name="group">The group of the prompt.</param>
    /// <param name="most">The most that it may be moved by, either way.</param>
    public LearnedShift? Of(string tenant, string model, int group, double most) =>
        most > 0 && _rows.TryGetValue((tenant, model, group), out var row) && row.Counts.All > 0
            ? new(Math.Clamp(row.Surplus / (row.Counts.Weight + Prior), -most, most), row.Counts)
            : null;
}
