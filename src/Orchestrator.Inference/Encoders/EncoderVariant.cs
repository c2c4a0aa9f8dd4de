namespace Orchestrator.Inference.Encoders;

/// <summary>One ONNX file of an encoder's folder.</summary>
/// <param name="Name">How it is named: <c>fp32</c>, <c>quantized</c>, or what else stands behind <c>model_</c>.</param>
/// <param name="File">The full path of the file.</param>
/// <param name="WeightBytes">Bytes of weights by element type, most first.</param>
/// <param name="Problem">Why it cannot be run; null when nothing speaks against it.</param>
public sealed record EncoderVariant(string Name, string File, IReadOnlyList<KeyValuePair<string, long>> WeightBytes, string? Problem)
{
    /// <summary>Size of its weights, in bytes.</summary>
    public long Bytes => WeightBytes.Sum(w => w.Value);
}
