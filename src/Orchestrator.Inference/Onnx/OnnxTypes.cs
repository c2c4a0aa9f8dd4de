namespace Orchestrator.Inference.Onnx;

/// <summary>The element types of onnx.proto.</summary>
internal static class OnnxTypes
{
    private static readonly Dictionary<int, (string Name, int Bits)> s_types = new()
    {
        [1] = ("float32", 32),
        [2] = ("uint8", 8),
        [3] = ("int8", 8),
        [4] = ("uint16", 16),
        [5] = ("int16", 16),
        [6] = ("int32", 32),
        [7] = ("int64", 64),
        [8] = ("string", 64),
        [9] = ("bool", 8),
        [10] = ("float16", 16),
        [11] = ("float64", 64),
        [12] = ("uint32", 32),
        [13] = ("uint64", 64),
        [16] = ("bfloat16", 16),
        [17] = ("float8", 8),
        [18] = ("float8", 8),
        [19] = ("float8", 8),
        [20] = ("float8", 8),
        [21] = ("uint4", 4),
        [22] = ("int4", 4),
        [23] = ("float4", 4),
    };

    public static string Name(int type) => s_types.TryGetValue(type, out var found) ? found.Name : $"type {type}";

    public static int Bits(int type) => s_types.TryGetValue(type, out var found) ? found.Bits : 8;
}
