namespace Orchestrator.Routing;

/// <summary>A target that passed the filters, with what decides its place in the plan.</summary>
internal sealed record Weighed(RouteCandidate Candidate, CandidateScore Score, ExpectedCost Cost, PlannedAttempt Attempt)
{
    public Target Target => Candidate.Target;
}
