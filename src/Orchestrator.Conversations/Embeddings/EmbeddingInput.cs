using System.Collections.Immutable;

namespace Orchestrator.Conversations.Embeddings;

/// <summary>One text to embed.</summary>
/// <param name="Text">The text; null where it is given as tokens.</param>
/// <param name="Tokens">The model's tokens; empty where it is given as text.</param>
public sealed record EmbeddingInput(string? Text, ImmutableArray<int> Tokens);
