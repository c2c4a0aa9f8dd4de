namespace Orchestrator.Inference.Layout;

/// <summary>What <c>config.json</c> and <c>generation_config.json</c> say of a decoder.</summary>
public sealed record DecoderConfig
{
    /// <summary>The architecture, for instance <c>llama</c>.</summary>
    public required string ModelType { get; init; }

    /// <summary>Layers; each has a key and a value cache.</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Heads of keys and values.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Numbers in one head; null when the architecture does not fix it by its configuration.</summary>
    public int? HeadSize { get; init; }

    /// <summary>Entries of the vocabulary, padding included.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>The longest context, in tokens.</summary>
    public required int Context { get; init; }

    /// <summary>Tokens that end an answer.</summary>
    public IReadOnlyList<int> EndTokens { get; init; } = [];

    /// <summary>The sampling that the model's makers advise; greedy when they say nothing.</summary>
    public Sampling.SamplingSettings Sampling { get; init; } = new();
}
