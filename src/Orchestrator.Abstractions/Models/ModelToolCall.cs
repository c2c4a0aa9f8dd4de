namespace Orchestrator;

/// <summary>A whole tool call.</summary>
/// <param name="Call">The call.</param>
public sealed record ModelToolCall(ToolCall Call) : ModelUpdate;
