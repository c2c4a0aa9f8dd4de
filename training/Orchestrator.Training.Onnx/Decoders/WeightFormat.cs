namespace Orchestrator.Training.Onnx.Decoders;

/// <summary>How projections are kept.</summary>
public enum WeightFormat
{
    /// <summary>32-bit floats.</summary>
    Float32,

    /// <summary>16-bit floats, as all that flows between the operators, the cache too.</summary>
    Float16,

    /// <summary>Bytes with a scale a column, inputs quantised as they come (DynamicQuantizeLinear and MatMulInteger), as Optimum's <c>_quantized</c>.</summary>
    Int8,

    /// <summary>Bytes in blocks (MatMulNBits).</summary>
    Int8Blocks,

    /// <summary>Four bits in blocks (MatMulNBits), as <c>_q4</c>.</summary>
    Int4,
}
