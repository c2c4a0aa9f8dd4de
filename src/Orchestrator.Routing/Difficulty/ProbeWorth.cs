namespace Orchestrator.Routing.Difficulty;

/// <summary>
/// Whether a narrow model is worth asking how sure it is. Its network takes many times as long as the difficulty estimate; where the
/// estimate is certain that the text is of another kind, the estimate stands for the answer.
/// </summary>
public static class ProbeWorth
{
    /// <summary>
    /// Below this probability the estimator is certain. Of 6,754 texts of public sets that the shipped nano model takes for its own it is certain that
    /// one is not, of 8,962 of the mini model's that two are not; of what the nano model does not take it is certain for three in ten.
    /// </summary>
    public const double Certain = 0.0003;

    /// <summary>Tells whether to ask.</summary>
    /// <param name="estimate">What the estimator sees in the text.</param>
    /// <param name="tier">The tier of the narrow model. The mini model's also takes what is the nano model's.</param>
    public static bool IsWorthAsking(DifficultyEstimate estimate, Tier tier) =>
        (tier == Tier.Nano ? estimate.Nano : estimate.Nano + estimate.Mini) >= Certain;
}
