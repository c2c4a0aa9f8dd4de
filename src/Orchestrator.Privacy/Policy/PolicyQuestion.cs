using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>What a policy is asked: may this zone read a text with this label, in these circumstances?</summary>
public readonly record struct PolicyQuestion
{
    /// <summary>Asks about a label and a zone.</summary>
    /// <param name="label">The text's label.</param>
    /// <param name="zone">Who would read it.</param>
    public PolicyQuestion(Label label, Zone zone) => (Label, Zone) = (label, zone);

    /// <summary>The text's label.</summary>
    public Label Label { get; init; }

    /// <summary>Who would read it; <c>default</c> is no zone and is denied.</summary>
    public Zone Zone { get; init; }

    /// <summary>How often each type was found.</summary>
    public ImmutableArray<TypeCount> Findings { get; init; } = [];

    /// <summary>What size of model would answer; null when nobody would.</summary>
    public Tier? Tier { get; init; }

    /// <summary>Names of the tools that the model could call.</summary>
    public ImmutableArray<string> Tools { get; init; } = [];

    /// <summary>For whom and what for.</summary>
    public PolicyContext Context { get; init; } = PolicyContext.None;
}
