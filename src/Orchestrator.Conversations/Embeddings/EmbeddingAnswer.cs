using System.Collections.Immutable;

namespace Orchestrator.Conversations.Embeddings;

/// <summary>The vectors of some texts.</summary>
public sealed record EmbeddingAnswer
{
    /// <summary>One vector a text, in their order.</summary>
    public required ImmutableArray<ReadOnlyMemory<float>> Vectors { get; init; }

    /// <summary>How many tokens were read; where a provider does not tell, or tells what cannot be, about how many.</summary>
    public required long Tokens { get; init; }

    /// <summary>Who made them.</summary>
    public required Target Target { get; init; }

    /// <summary>The version of the policy that decided.</summary>
    public string PolicyVersion { get; init; } = "";
}
