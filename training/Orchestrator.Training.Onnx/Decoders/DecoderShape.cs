namespace Orchestrator.Training.Onnx.Decoders;

/// <summary>The sizes of a decoder of Llama's architecture.</summary>
public sealed record DecoderShape
{
    public required int Vocabulary { get; init; }

    public required int Size { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    /// <summary>Numbers in the gate and the up projection.</summary>
    public required int Hidden { get; init; }

    /// <summary>The longest context, in tokens.</summary>
    public int Context { get; init; } = 2048;

    public float RotaryBase { get; init; } = 10_000;

    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>Whether the head is the table of embeddings again.</summary>
    public bool Tied { get; init; } = true;

    /// <summary>Tokens that begin and end an answer.</summary>
    public int Begin { get; init; } = 1;

    public int End { get; init; } = 2;

    /// <summary>Numbers in a head.</summary>
    public int Head => Size / Heads;
}
