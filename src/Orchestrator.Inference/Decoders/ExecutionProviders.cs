using Microsoft.ML.OnnxRuntime;
using static Orchestrator.Inference.Decoders.ExecutionProvider;

namespace Orchestrator.Inference.Decoders;

/// <summary>Which execution providers the installed ONNX Runtime has, and how a session is given one.</summary>
public static class ExecutionProviders
{
    private static readonly Dictionary<string, ExecutionProvider> s_names = new(StringComparer.Ordinal)
    {
        ["CPUExecutionProvider"] = Cpu,
        ["CUDAExecutionProvider"] = Cuda,
        ["TensorrtExecutionProvider"] = TensorRt,
        ["OpenVINOExecutionProvider"] = OpenVino,
        ["DmlExecutionProvider"] = DirectMl,
        ["CoreMLExecutionProvider"] = CoreMl,
        ["QNNExecutionProvider"] = Qnn,
    };

    /// <summary>Those that the installed ONNX Runtime was built with. Whether the device is there shows when a session is made.</summary>
    public static IReadOnlyList<ExecutionProvider> Available { get; } =
        [.. OrtEnv.Instance().GetAvailableProviders().Where(s_names.ContainsKey).Select(n => s_names[n]).Order()];

    /// <summary>What is tried for a wish, and why it is not what was wished.</summary>
    internal static (ExecutionProvider Provider, string? Fallback) Choose(ExecutionProvider wish, IReadOnlyList<ExecutionProvider> available) => wish switch
    {
        Auto => (available.FirstOrDefault(p => p is Cuda or DirectMl, Cpu), null),
        Cpu => (Cpu, null),
        _ when available.Contains(wish) => (wish, null),
        _ => (Cpu, $"{wish} is not in the installed ONNX Runtime, which has {string.Join(", ", available)}; install its package in place of Microsoft.ML.OnnxRuntime"),
    };

    internal static void Append(SessionOptions options, ExecutionProvider provider)
    {
        switch (provider)
        {
            case Cuda:
                options.AppendExecutionProvider_CUDA();
                break;
            case TensorRt:
                options.AppendExecutionProvider_Tensorrt();
                break;
            case OpenVino:
                options.AppendExecutionProvider_OpenVINO();
                break;
            case DirectMl:
                // It knows neither memory patterns nor operators side by side.
                (options.EnableMemoryPattern, options.ExecutionMode) = (false, ExecutionMode.ORT_SEQUENTIAL);
                options.AppendExecutionProvider_DML();
                break;
            case CoreMl:
                options.AppendExecutionProvider("CoreML");
                break;
            case Qnn:
                options.AppendExecutionProvider("QNN");
                break;
        }
    }
}
