namespace Orchestrator;

/// <summary>A model's wish that the caller runs one of the tools it declared.</summary>
/// <param name="Id">Ties the call to its result.</param>
/// <param name="Name">The declared tool's name.</param>
/// <param name="Arguments">The arguments as a JSON object.</param>
public sealed record ToolCall(string Id, string Name, string Arguments);
