namespace Orchestrator.Routing;

/// <summary>A target that is not in the plan.</summary>
/// <param name="TargetId">The target.</param>
/// <param name="Filter">Which filter: <c>policy</c>, <c>capability</c>, <c>health</c>, <c>device</c>, <c>preference</c>, <c>latency</c>, <c>confidence</c> or <c>budget</c>.</param>
/// <param name="Why">Why, in plain words.</param>
public sealed record RejectedTarget(string TargetId, string Filter, string Why);
