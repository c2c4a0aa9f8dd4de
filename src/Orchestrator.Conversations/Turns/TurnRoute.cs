using System.Collections.Immutable;
using Orchestrator.Privacy;

namespace Orchestrator.Conversations;

/// <summary>Who answers a turn and why, and what left for it. Every answer on every face carries it.</summary>
public sealed record TurnRoute
{
    /// <summary>The zone where the text entered.</summary>
    public required Zone Entered { get; init; }

    /// <summary>The target of the current attempt; null when the turn was refused.</summary>
    public Target? Target { get; init; }

    /// <summary>The current attempt, from 1; 0 when the turn was refused.</summary>
    public int Attempt { get; init; }

    /// <summary>True when the target is not the plan's first.</summary>
    public bool Fallback { get; init; }

    /// <summary>A stable code of why.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>Why, in plain words: why this target, why not the others.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>The version of the policy that decided.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>Label of everything that would be sent.</summary>
    public required Label Label { get; init; }

    /// <summary>The model's confidence in its answer, when it is calibrated.</summary>
    public double? Confidence { get; init; }

    /// <summary>What was cleared for each attempt so far, oldest first.</summary>
    public ImmutableArray<LedgerEntry> Ledger { get; init; } = [];
}
