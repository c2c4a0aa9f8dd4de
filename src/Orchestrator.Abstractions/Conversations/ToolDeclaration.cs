namespace Orchestrator;

/// <summary>A tool that the caller can run.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Description">What it does, for the model.</param>
/// <param name="Parameters">JSON schema of its parameters, as JSON text.</param>
public sealed record ToolDeclaration(string Name, string Description, string Parameters)
{
    /// <summary>Whether the arguments must match the schema exactly, where the model can promise that.</summary>
    /// <value>False by default.</value>
    public bool Strict { get; init; }
}
