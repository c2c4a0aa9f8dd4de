using Orchestrator.Training.Onnx.Decoders;

namespace Orchestrator.Decoders;

/// <summary>The sizes that are measured, with random weights: those of stories15M, SmolLM2-135M and SmolLM2-360M.</summary>
internal static class Shapes
{
    public static DecoderShape Of(string name) => name switch
    {
        "15M" => new() { Vocabulary = 32_000, Size = 288, Layers = 6, Heads = 6, KeyValueHeads = 6, Hidden = 768 },
        "135M" => new() { Vocabulary = 49_152, Size = 576, Layers = 30, Heads = 9, KeyValueHeads = 3, Hidden = 1536 },
        "360M" => new() { Vocabulary = 49_152, Size = 960, Layers = 32, Heads = 15, KeyValueHeads = 5, Hidden = 2560 },
        _ => throw new ArgumentException($"There is no shape '{name}'; expected 15M, 135M or 360M.", nameof(name)),
    };

    /// <summary>The forms of the graph that are measured.</summary>
    public static (string Format, DecoderForm Form)[] Forms { get; } =
    [
        ("fp32", new()),
        ("int8", new() { Format = WeightFormat.Int8 }),
        ("int8-blocks", new() { Format = WeightFormat.Int8Blocks, EmbeddingBits = 8, KeepsLogits = true }),
        ("int8-blocks-fused", new() { Format = WeightFormat.Int8Blocks, EmbeddingBits = 8, KeepsLogits = true, Fused = true }),
        ("int4-plain", new() { Format = WeightFormat.Int4 }),
        ("int4", new() { Format = WeightFormat.Int4, EmbeddingBits = 4, KeepsLogits = true }),
        ("int4-fused", new() { Format = WeightFormat.Int4, EmbeddingBits = 4, KeepsLogits = true, Fused = true }),
        ("int4-fused-64", new() { Format = WeightFormat.Int4, EmbeddingBits = 4, KeepsLogits = true, Fused = true, Block = 64 }),
    ];
}
