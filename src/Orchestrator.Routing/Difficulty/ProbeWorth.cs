namespace Orchestrator.Routing.Difficulty;

/// <summary>
/// Whether a narrow model is worth asking how sure it is. On a long text its network takes a thousand times as long as the
/// difficulty estimate; where the estimate is certain that the text is of another kind, the estimate stands for the answer.
/// </summary>
public static class ProbeWorth
{
    /// <summary>Up to this length asking is cheap, and a few words tell the estimator less than they tell the model.</summary>
    public const int ShortText = 120;

    /// <summary>Below this probability the estimator is certain. A narrow model is not asked to answer below 0.25, by default.</summary>
    public const double Certain = 0.001;

    /// <summary>Tells whether to ask.</summary>
    /// <param name="estimate">What the estimator sees in the text.</param>
    /// <param name="tier">The tier of the narrow model.</param>
    /// <param name="characters">The text's length in UTF-16 code units.</param>
    public static bool IsWorthAsking(DifficultyEstimate estimate, Tier tier, int characters) =>
        characters <= ShortText || (tier == Tier.Nano ? estimate.Nano : estimate.Mini) >= Certain;
}
