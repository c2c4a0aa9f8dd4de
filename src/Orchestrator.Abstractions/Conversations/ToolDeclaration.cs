namespace Orchestrator;

/// <summary>A tool that the caller can run.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Description">What it does, for the model.</param>
/// <param name="Parameters">JSON schema of its parameters, as JSON text.</param>
public sealed record ToolDeclaration(string Name, string Description, string Parameters);
