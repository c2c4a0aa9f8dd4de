using System.Collections.Immutable;

namespace Orchestrator.Conversations.Embeddings;

/// <summary>Texts to embed.</summary>
public sealed record EmbeddingRequest
{
    /// <summary>The texts, each as it is or as tokens of the model.</summary>
    public required ImmutableArray<EmbeddingInput> Inputs { get; init; }

    /// <summary>How many numbers each vector shall have; null for as many as the model makes.</summary>
    public int? Dimensions { get; init; }

    /// <summary>The model, and what may be done with the texts.</summary>
    public RoutePreference Preference { get; init; } = new();
}
