using Orchestrator.Inference.Constraints;
using Orchestrator.Inference.Sampling;

namespace Orchestrator.Inference.Decoders;

/// <summary>What a decoder is to go on from, and how.</summary>
public sealed record GenerationRequest
{
    /// <summary>The prompt's tokens, at least one.</summary>
    public required IReadOnlyList<int> Prompt { get; init; }

    /// <summary>How tokens are chosen.</summary>
    public SamplingSettings Sampling { get; init; } = new();

    /// <summary>Tokens written at most, at least 1; null for what the context has room for.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Tokens that end the answer and are not part of it; null for those of the model's configuration.</summary>
    public IReadOnlyCollection<int>? EndTokens { get; init; }

    /// <summary>What the answer must keep to; null for nothing. It serves this one answer.</summary>
    public ITokenConstraint? Constraint { get; init; }

    /// <summary>Set by who wants no answer but the logits behind the prompt.</summary>
    internal Action<ReadOnlySpan<float>>? Look { get; init; }
}
