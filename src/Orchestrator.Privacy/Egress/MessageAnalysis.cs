using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>What was found in one message, its tool calls included.</summary>
public sealed record MessageAnalysis
{
    /// <summary>The label of the message's own texts.</summary>
    public required Label Label { get; init; }

    /// <summary>For a model's answer, the label of all that the model had seen; null for other messages.</summary>
    public Label? Saw { get; init; }

    /// <summary>Values that were put back into this answer for pseudonyms; they count as found wherever they stand in it.</summary>
    public ImmutableArray<KnownValue> Known { get; init; } = [];

    /// <summary>The findings of the message's text; those of its tool calls count in the label only.</summary>
    public required TextAnalysis Text { get; init; }
}
