namespace Orchestrator.Conversations.Turns;

/// <summary>What became of a plan at the moment of sending: an attempt, or why there is none.</summary>
/// <param name="Attempt">What is cleared and may be sent.</param>
/// <param name="Refusal">Why nothing may be; null with an attempt.</param>
internal sealed record Dispatch(ClearedAttempt? Attempt, OrchestratorError? Refusal);
