namespace Orchestrator.Routing;

/// <summary>A target that passed the filters, with what decides its place in the plan.</summary>
internal sealed record Weighed(RouteCandidate Candidate, CandidateScore Score, ExpectedCost Cost, PlannedAttempt Attempt)
{
    public Target Target => Candidate.Target;

    /// <summary>The replicas that it stands among; null when it has none.</summary>
    public ReplicaGroup? Replicas { get; init; }

    /// <summary>Its place among its replicas, from 0.</summary>
    public int Rank { get; init; }
}
