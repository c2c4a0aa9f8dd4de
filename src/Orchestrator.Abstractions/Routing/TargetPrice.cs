namespace Orchestrator;

/// <summary>What a target costs, in US dollars for a million tokens.</summary>
/// <param name="InputPerMillion">Price of a million prompt tokens.</param>
/// <param name="OutputPerMillion">Price of a million completion tokens.</param>
public sealed record TargetPrice(decimal InputPerMillion, decimal OutputPerMillion)
{
    /// <summary>Own hardware: no price a token.</summary>
    public static TargetPrice Free { get; } = new(0, 0);

    /// <summary>The cost of one answer in US dollars.</summary>
    /// <param name="inputTokens">Prompt tokens.</param>
    /// <param name="outputTokens">Completion tokens.</param>
    public decimal Of(long inputTokens, long outputTokens) =>
        ((inputTokens * InputPerMillion) + (outputTokens * OutputPerMillion)) / 1_000_000m;
}
