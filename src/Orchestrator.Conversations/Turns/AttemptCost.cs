namespace Orchestrator.Conversations;

/// <summary>What one attempt cost, and why. An attempt that failed or was cancelled may cost as well: the target worked for it.</summary>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="TargetId">Who worked.</param>
/// <param name="Outcome"><c>answered</c>, or how it ended.</param>
/// <param name="Usage">Tokens.</param>
/// <param name="Cost">US dollars.</param>
/// <param name="Why">How the cost is made up, in plain words.</param>
public sealed record AttemptCost(int Attempt, string TargetId, string Outcome, ModelUsage Usage, decimal Cost, string Why);
