namespace Orchestrator;

/// <summary>What a target costs, in US dollars for a million tokens.</summary>
/// <param name="InputPerMillion">Price of a million prompt tokens.</param>
/// <param name="OutputPerMillion">Price of a million completion tokens.</param>
public sealed record TargetPrice(decimal InputPerMillion, decimal OutputPerMillion)
{
    /// <summary>Own hardware: no price a token.</summary>
    public static TargetPrice Free { get; } = new(0, 0);

    /// <summary>Price of a million prompt tokens read from the provider's cache; null when they cost what others cost.</summary>
    public decimal? CachedInputPerMillion { get; init; }

    /// <summary>Price of a million prompt tokens written to the provider's cache; null when they cost what others cost.</summary>
    public decimal? CacheWritePerMillion { get; init; }

    /// <summary>Price of a million reasoning tokens; null when they cost what completion tokens cost.</summary>
    public decimal? ReasoningPerMillion { get; init; }

    /// <summary>The day of the price list that says so; null when no list does.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>The most that an answer costs in US dollars: nothing of the prompt is cached.</summary>
    /// <param name="inputTokens">Prompt tokens.</param>
    /// <param name="outputTokens">Completion tokens.</param>
    public decimal Of(long inputTokens, long outputTokens) =>
        ((inputTokens * Math.Max(InputPerMillion, CacheWritePerMillion ?? 0)) + (outputTokens * Math.Max(OutputPerMillion, ReasoningPerMillion ?? 0))) / 1_000_000m;

    /// <summary>What an answer cost, part by part. Every token is counted in one part: cached ones are no fresh input, reasoning is no plain output.</summary>
    /// <param name="usage">What it took.</param>
    public TokenCost Of(ModelUsage usage) => new()
    {
        Parts =
        [
            new("input", usage.InputTokens - usage.CachedInputTokens - usage.CacheWriteTokens, InputPerMillion),
            new("cached input", usage.CachedInputTokens, CachedInputPerMillion ?? InputPerMillion),
            new("cache write", usage.CacheWriteTokens, CacheWritePerMillion ?? InputPerMillion),
            new("output", usage.OutputTokens - usage.ReasoningTokens, OutputPerMillion),
            new("reasoning", usage.ReasoningTokens, ReasoningPerMillion ?? OutputPerMillion),
        ],
        Estimated = usage.Estimated,
        AsOf = AsOf,
    };
}
