namespace Orchestrator.Routing;

/// <summary>
/// What an answer is expected to take: completion tokens as measured lately, and money for them. What a target has in its cache of the
/// conversation costs the price of cached tokens: a conversation stays while that is worth more than a cheaper target.
/// </summary>
/// <param name="OutputTokens">Completion tokens.</param>
/// <param name="Dollars">US dollars.</param>
internal readonly record struct ExpectedCost(int OutputTokens, decimal Dollars)
{
    public static ExpectedCost Of(RouteInput input, RouteCandidate candidate, RouterOptions options)
    {
        var likely = candidate.Measure is { OutputTokens: > 0 } measure ? (int)Math.Ceiling(measure.OutputTokens) : options.AssumedOutputTokens;
        var output = Math.Min(likely, input.MaxOutputTokens ?? likely);
        var price = candidate.Target.Price;
        var seen = MemoryRule.SeenBy(input, candidate.Target, options);
        var dollars = (((input.PromptTokens - seen) * price.InputPerMillion) + (seen * (price.CachedInputPerMillion ?? price.InputPerMillion)) + (output * price.OutputPerMillion)) / 1_000_000m;
        return new(output, dollars);
    }
}
