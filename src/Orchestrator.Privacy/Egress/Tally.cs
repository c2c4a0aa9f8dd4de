using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>Counts by type, sorted.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Add(string type) => _counts[type] = _counts.GetValueOrDefault(type) + 1;

    public ImmutableArray<TypeCount> ToCounts() => [.. _counts.Select(static pair => new TypeCount(pair.Key, pair.Value))];
}
