namespace Orchestrator.Inference.Layout;

/// <summary>One ONNX file of a folder, with the weights beside it.</summary>
/// <param name="Name">How it is named: <c>fp32</c>, <c>fp16</c>, <c>q4</c>, <c>q4f16</c>, <c>int8</c>, <c>uint8</c>, <c>quantized</c>, <c>bnb4</c>, or what stands behind <c>model_</c>.</param>
/// <param name="File">The full path of the ONNX file.</param>
/// <param name="Bytes">Size of the file and of its external weights.</param>
public sealed record ModelVariant(string Name, string File, long Bytes);
