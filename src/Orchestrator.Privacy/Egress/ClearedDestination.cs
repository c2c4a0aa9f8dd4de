namespace Orchestrator.Privacy;

/// <summary>One destination that a clearance names.</summary>
/// <param name="Zone">The zone that reads the bytes.</param>
/// <param name="TargetId">The target in it.</param>
/// <param name="Verdict">What the zone may read, already carried out in the bytes.</param>
public sealed record ClearedDestination(string Zone, string TargetId, Verdict Verdict);
