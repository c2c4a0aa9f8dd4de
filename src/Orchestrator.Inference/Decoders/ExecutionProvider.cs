namespace Orchestrator.Inference.Decoders;

/// <summary>What runs a graph.</summary>
public enum ExecutionProvider
{
    /// <summary>CUDA or DirectML where the installed ONNX Runtime has one of them and it works here, else the CPU. The others are taken by name only: they compile graphs first, or want quantised ones.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>NVIDIA's GPUs.</summary>
    Cuda,

    /// <summary>NVIDIA's GPUs, with graphs compiled for them.</summary>
    TensorRt,

    /// <summary>Intel's processors, GPUs and NPUs.</summary>
    OpenVino,

    /// <summary>GPUs on Windows.</summary>
    DirectMl,

    /// <summary>Apple's GPUs and neural engine.</summary>
    CoreMl,

    /// <summary>Qualcomm's NPUs.</summary>
    Qnn,
}
