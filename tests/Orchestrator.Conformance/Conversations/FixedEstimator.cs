using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Conformance.Conversations;

/// <summary>Finds every prompt hard.</summary>
public sealed class FixedEstimator : IDifficultyEstimator
{
    public string Version => "fixed";

    public DifficultyEstimate Estimate(string prompt) => new(0.05, 0.05, 0.9, 0.9);
}
