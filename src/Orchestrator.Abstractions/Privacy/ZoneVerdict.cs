namespace Orchestrator;

/// <summary>Policy's answer for one zone.</summary>
/// <param name="Zone">The zone asked about.</param>
/// <param name="Process">What the zone may read.</param>
/// <param name="CarrySealed">Whether the zone may carry, sealed for another reader, what it may not read.</param>
/// <param name="Rule">The name of the policy rule that said so.</param>
public sealed record ZoneVerdict(Zone Zone, Verdict Process, bool CarrySealed, string Rule);
