namespace Orchestrator.Routing;

/// <summary>One target of a plan.</summary>
/// <param name="Target">The target.</param>
/// <param name="ExpectedQuality">Expected quality of its answer, 0 to 1.</param>
/// <param name="Score">Quality less what cost and distance take; the plan is sorted by it.</param>
/// <param name="Why">Why it stands here, in plain words.</param>
public sealed record PlannedAttempt(Target Target, double ExpectedQuality, double Score, string Why);
