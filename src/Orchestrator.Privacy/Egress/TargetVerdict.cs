using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>What policy lets one target see of one request.</summary>
public sealed record TargetVerdict
{
    /// <summary>The least verdict of every zone that can read the bytes; <see cref="Verdict.Deny"/> forbids the target.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What each zone of the way may do, the destination last.</summary>
    public ImmutableArray<ZoneVerdict> Zones { get; init; } = [];

    /// <summary>The kinds of attachments that it would be sent; the others are left out.</summary>
    public AttachmentKinds Attachments { get; init; }

    /// <summary>Why, in plain words, naming zones, rules and types, never content.</summary>
    public required string Reason { get; init; }
}
