namespace Orchestrator;

/// <summary>One kind of tokens in a cost.</summary>
/// <param name="Kind"><c>input</c>, <c>cached input</c>, <c>cache write</c>, <c>output</c> or <c>reasoning</c>.</param>
/// <param name="Tokens">How many.</param>
/// <param name="PerMillion">US dollars for a million of them.</param>
public sealed record CostPart(string Kind, long Tokens, decimal PerMillion)
{
    /// <summary>US dollars for all of them.</summary>
    public decimal Amount => Tokens * PerMillion / 1_000_000m;
}
