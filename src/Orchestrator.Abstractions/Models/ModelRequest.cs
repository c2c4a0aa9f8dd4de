using System.Collections.Immutable;

namespace Orchestrator;

/// <summary>Everything a model is shown for one attempt.</summary>
public sealed record ModelRequest
{
    /// <summary>The conversation so far, oldest first, ending with what is to be answered.</summary>
    public required ImmutableArray<Message> Messages { get; init; }

    /// <summary>Tools that the caller can run.</summary>
    public ImmutableArray<ToolDeclaration> Tools { get; init; } = [];

    /// <summary>How to answer.</summary>
    public ModelOptions Options { get; init; } = new();
}
