namespace Orchestrator.Routing;

/// <summary>What all replicas of one model have in common in a plan's order.</summary>
/// <param name="Id">The smallest id among them.</param>
/// <param name="Score">The chosen one's.</param>
/// <param name="Cost">The chosen one's.</param>
/// <param name="Seen">The most prompt tokens that one of them need not read anew.</param>
internal sealed record ReplicaGroup(string Id, CandidateScore Score, ExpectedCost Cost, int Seen);
