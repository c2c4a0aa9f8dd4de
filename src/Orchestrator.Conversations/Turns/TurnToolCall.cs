namespace Orchestrator.Conversations;

/// <summary>The model wants the caller to run a tool.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Index">Which call of the attempt, from 0.</param>
/// <param name="Call">The call.</param>
public sealed record TurnToolCall(int Attempt, int Index, ToolCall Call) : TurnUpdate;
