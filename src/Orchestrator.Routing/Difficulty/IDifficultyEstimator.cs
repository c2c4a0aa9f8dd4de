namespace Orchestrator.Routing.Difficulty;

/// <summary>Guesses from a prompt's words what it takes to answer it. Thread-safe, no network.</summary>
public interface IDifficultyEstimator
{
    /// <summary>Name and digest of the weights; stored with each decision.</summary>
    string Version { get; }

    /// <summary>The estimate for a prompt.</summary>
    /// <param name="prompt">The text to be answered; may be empty.</param>
    DifficultyEstimate Estimate(string prompt);
}
