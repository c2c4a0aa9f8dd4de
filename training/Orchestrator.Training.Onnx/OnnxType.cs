namespace Orchestrator.Training.Onnx;

/// <summary>The element types of onnx.proto that are written here.</summary>
public enum OnnxType
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Half = 10,
}
