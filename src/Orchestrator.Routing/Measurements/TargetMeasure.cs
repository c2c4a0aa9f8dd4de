namespace Orchestrator.Routing;

/// <summary>What a target did lately, as exponentially weighted means. Stored with the decision that used it, so that it replays.</summary>
/// <param name="FirstContent">From sending to the first content.</param>
/// <param name="PerOutputToken">Time for each completion token after the first content; zero when unknown.</param>
/// <param name="OutputTokens">Completion tokens of an answer; zero when unknown.</param>
/// <param name="Samples">How many answers the means are made of, at most <see cref="MostSamples"/>.</param>
public readonly record struct TargetMeasure(TimeSpan FirstContent, TimeSpan PerOutputToken, double OutputTokens, int Samples)
{
    /// <summary>Beyond this, more answers change nothing but the means.</summary>
    public const int MostSamples = 1000;
}
