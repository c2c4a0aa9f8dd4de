namespace Orchestrator.Routing;

/// <summary>One target of a plan.</summary>
/// <param name="Target">The target.</param>
/// <param name="ExpectedQuality">Expected quality of its answer, 0 to 1.</param>
/// <param name="Score">Quality less what cost and distance take; sorts what is not good enough for the dial.</param>
/// <param name="AcceptsDecline">
/// True when the caller asked for this very target, or for nothing beyond the device: then "not mine" is the answer, and nobody else is asked.
/// </param>
/// <param name="Why">Why it stands here, in plain words.</param>
public sealed record PlannedAttempt(Target Target, double ExpectedQuality, double Score, bool AcceptsDecline, string Why);
