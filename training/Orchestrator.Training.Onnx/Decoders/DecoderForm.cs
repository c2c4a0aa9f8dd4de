namespace Orchestrator.Training.Onnx.Decoders;

/// <summary>Which of the forms that exports come in is written.</summary>
public sealed record DecoderForm
{
    public WeightFormat Format { get; init; }

    /// <summary>Whether attention is GroupQueryAttention with a cache in place; else operators of plain ONNX with a concatenated cache.</summary>
    public bool InPlace { get; init; } = true;

    /// <summary>Whether the graph takes <c>position_ids</c>; else it works them out.</summary>
    public bool Positions { get; init; } = true;

    /// <summary>Whether the graph has a branch without a cache beside the one with it, chosen by <c>use_cache_branch</c>. Not in place.</summary>
    public bool Merged { get; init; }

    /// <summary>Whether the graph takes <c>num_logits_to_keep</c>.</summary>
    public bool KeepsLogits { get; init; }

    /// <summary>Whether query, key and value are one projection, gate and up one, and, in place, a sum and the norm behind it one operator.</summary>
    public bool Fused { get; init; }

    /// <summary>Bits of the table of embeddings: 32, or 8 or 4 in blocks; 16 with <see cref="WeightFormat.Float16"/>.</summary>
    public int EmbeddingBits { get; init; } = 32;

    /// <summary>Numbers in a block, a power of two from 16.</summary>
    public int Block { get; init; } = 32;

    /// <summary>What products in blocks may round inputs to: 4 for bytes, which is fast; 0 for none.</summary>
    public int Accuracy { get; init; } = 4;
}
