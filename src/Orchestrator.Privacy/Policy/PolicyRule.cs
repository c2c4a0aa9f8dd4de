using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>One rule of a policy.</summary>
internal sealed record PolicyRule
{
    public required string Name { get; init; }

    public required ImmutableArray<ZonePattern> Zones { get; init; }

    /// <summary>It matches labels of at least this level.</summary>
    public SensitivityLevel Level { get; init; } = SensitivityLevel.Public;

    /// <summary>It matches labels with one of these categories; empty for every label.</summary>
    public FrozenSet<string> Categories { get; init; } = [];

    public required Verdict Verdict { get; init; }

    /// <summary>Whether the zone may carry sealed what it may not read; null when the rule does not say.</summary>
    public bool? CarrySealed { get; init; }

    public bool Matches(Label label)
    {
        if (label.Level < Level)
            return false;
        if (Categories.Count == 0)
            return true;
        foreach (var category in label.Categories)
        {
            if (Categories.Contains(category))
                return true;
        }

        return false;
    }

    public bool SpeaksOf(Zone zone)
    {
        foreach (var pattern in Zones)
        {
            if (pattern.Matches(zone))
                return true;
        }

        return false;
    }
}
