using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>A request as its destination may see it, and what was taken out of it.</summary>
internal sealed record RewrittenRequest
{
    public required ModelRequest Request { get; init; }

    /// <summary>The analysis of what is left: a projection is labelled anew.</summary>
    public required RequestAnalysis Sent { get; init; }

    public required WithheldValues Values { get; init; }

    public required ImmutableArray<TypeCount> Withheld { get; init; }

    public ImmutableArray<TypeCount> Pseudonymized { get; init; } = [];

    public PseudonymMap Pseudonyms { get; init; } = PseudonymMap.Empty;

    public required int WithheldAnswers { get; init; }
}
