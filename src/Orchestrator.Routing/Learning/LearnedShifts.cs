using System.Collections.Concurrent;

namespace Orchestrator.Routing.Learning;

/// <summary>
/// What a process learned from judgements, by tenant, model and group of prompts. A judgement that is replaced is taken back exactly, and a
/// tenant's can all be forgotten. Thread-safe; reads and writes are a look-up.
/// </summary>
public sealed class LearnedShifts
{
    // So many judgements count half of what they say.
    private const double Prior = 10;

    private readonly ConcurrentDictionary<(string Tenant, string Model, int Group), (double Surplus, int Judgements)> _rows = new();
    private long _version;

    /// <summary>Grows with every change.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Everything that was learned.</summary>
    public IReadOnlyList<LearnedRow> Rows =>
        [.. _rows.Where(static r => r.Value.Judgements > 0).Select(static r => new LearnedRow(r.Key.Tenant, r.Key.Model, r.Key.Group, r.Value.Surplus, r.Value.Judgements))];

    /// <summary>Takes a judgement in, or back.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="model">The model that answered.</param>
    /// <param name="group">The group of the prompt.</param>
    /// <param name="surplus">What the answer was judged, less what was expected of it.</param>
    /// <param name="takenBack">Whether the judgement was made before and does not hold any more.</param>
    public void Take(string tenant, string model, int group, double surplus, bool takenBack = false)
    {
        var (by, one) = takenBack ? (-surplus, -1) : (surplus, 1);
        _rows.AddOrUpdate(
            (tenant, model, group),
            static (_, a) => (Math.Max(a.one, 0) * a.by, Math.Max(a.one, 0)),
            static (_, row, a) => row.Judgements + a.one <= 0 ? (0, 0) : (row.Surplus + a.by, row.Judgements + a.one),
            (by, one));
        Interlocked.Increment(ref _version);
    }

    /// <summary>Puts rows in place of what is there, as when a process starts.</summary>
    /// <param name="rows">The rows.</param>
    public void Restore(IEnumerable<LearnedRow> rows)
    {
        _rows.Clear();
        foreach (var row in rows)
            _rows[(row.Tenant, row.Model, row.Group)] = (row.Surplus, row.Judgements);
    }

    /// <summary>What the judgements move a model's expected quality by; null when there are none.</summary>
    /// <param name="tenant">Whose turn it is.</param>
    /// <param name="model">The model.</param>
    /// <param name="group">The group of the prompt.</param>
    /// <param name="most">The most that it may be moved by, either way.</param>
    public LearnedShift? Of(string tenant, string model, int group, double most) =>
        most > 0 && _rows.TryGetValue((tenant, model, group), out var row) && row.Judgements > 0
            ? new(Math.Clamp(row.Surplus / (row.Judgements + Prior), -most, most), row.Judgements)
            : null;
}
