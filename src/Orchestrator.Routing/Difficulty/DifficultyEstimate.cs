namespace Orchestrator.Routing.Difficulty;

/// <summary>What the estimator sees in a prompt's words.</summary>
/// <param name="Nano">Probability that it is of the kind the nano model answers.</param>
/// <param name="Mini">Probability that it is of the kind the mini model answers.</param>
/// <param name="Cloud">Probability that only a stronger model answers it well. The three sum to 1.</param>
/// <param name="Complexity">0 to 1; rises with the benefit expected from a stronger model.</param>
public readonly record struct DifficultyEstimate(double Nano, double Mini, double Cloud, double Complexity)
{
    /// <summary>Probability that the strong model which it was trained with answers it well.</summary>
    public double Strong { get; init; } = 0.5;

    /// <summary>Probability that the weak one does.</summary>
    public double Weak { get; init; } = 0.5;

    /// <summary>The group of prompts that it is like, from 0; -1 where the estimator knows no groups.</summary>
    public int Group { get; init; } = -1;
}
