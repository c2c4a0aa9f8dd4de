using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>What was found in one text. It holds offsets and types, never content.</summary>
public sealed record TextAnalysis
{
    /// <summary>Nothing found.</summary>
    public static TextAnalysis Empty { get; } = new();

    /// <summary>The findings in order, none overlapping another; offsets are UTF-16 code units of the analysed text.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>
    /// What else a finding may be, where nothing tells which: a text that is a bare number may be an identity number of several
    /// countries. Each has the place of one of the <see cref="Findings"/>; its type counts in the label.
    /// </summary>
    public ImmutableArray<Finding> Alternatives { get; init; } = [];

    /// <summary>
    /// Sentences that speak of a sensitive topic, in order; each may hold findings, and one sentence may have several topics. Their
    /// types count in the label.
    /// </summary>
    public ImmutableArray<Finding> Topics { get; init; } = [];

    /// <summary>The sensitivity of the text.</summary>
    public Label Label { get; init; } = Label.Public;
}
