using Microsoft.Extensions.AI;

namespace Orchestrator.Inference.Taggers;

/// <summary>A declared tool that carries out what was understood, with the arguments that fit it.</summary>
/// <param name="Tool">The declared tool.</param>
/// <param name="Arguments">Its arguments, under the names it declares.</param>
/// <param name="Missing">Parameters it requires that the text did not give.</param>
internal sealed record ToolChoice(AIFunctionDeclaration Tool, IDictionary<string, object?> Arguments, IReadOnlyList<string> Missing)
{
    /// <summary>The text gave a value that none of its parameters is known to mean: a required one may be called by another name.</summary>
    public bool Misfits { get; init; }
}
