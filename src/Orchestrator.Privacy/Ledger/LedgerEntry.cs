using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>What left, for where, by which rule: types and counts, never content.</summary>
public sealed record LedgerEntry
{
    /// <summary>When it was cleared.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The target it was cleared for.</summary>
    public required string TargetId { get; init; }

    /// <summary>The zone that reads it.</summary>
    public required Zone Zone { get; init; }

    /// <summary>The verdict that was carried out: the least of every zone that can read the bytes.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What each zone of the way may do, the destination last, each with its rule.</summary>
    public ImmutableArray<ZoneVerdict> Zones { get; init; } = [];

    /// <summary>True when the zones of the way carry it sealed.</summary>
    public bool Sealed { get; init; }

    /// <summary>The version of the policy that decided.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>Found types and how often they leave in clear, sorted by type.</summary>
    public ImmutableArray<TypeCount> Disclosed { get; init; } = [];

    /// <summary>Found types and how often they were cut out, sorted by type.</summary>
    public ImmutableArray<TypeCount> Withheld { get; init; } = [];

    /// <summary>Found types and how often pseudonyms stood for them, sorted by type.</summary>
    public ImmutableArray<TypeCount> Pseudonymized { get; init; } = [];

    /// <summary>Earlier answers withheld whole, because their model saw what this zone may not.</summary>
    public int WithheldAnswers { get; init; }

    /// <summary>Label of what the destination sees, after rewriting.</summary>
    public required Label SentLabel { get; init; }

    /// <summary>How many bytes leave.</summary>
    public required long Bytes { get; init; }

    /// <summary>Keyed hash of the bytes, in lower-case hex: proves what was sent without telling it.</summary>
    public required string Digest { get; init; }

    /// <summary>True when nothing left the zone where the text entered.</summary>
    public bool StayedInZone { get; init; }
}
