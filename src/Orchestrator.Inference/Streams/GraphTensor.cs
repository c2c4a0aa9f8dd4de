using Microsoft.ML.OnnxRuntime;

namespace Orchestrator.Inference.Streams;

/// <summary>Numbers with a shape, as a graph takes and gives them.</summary>
public sealed class GraphTensor
{
    private readonly Func<OrtValue> _make;

    private GraphTensor(Func<OrtValue> make, long[] shape, float[] floats) => (_make, Shape, Floats) = (make, shape, floats);

    /// <summary>The shape; empty for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The numbers row by row; empty where they are whole ones.</summary>
    public IReadOnlyList<float> Floats { get; }

    /// <summary>A tensor of 32-bit floats. The numbers are not copied.</summary>
    /// <exception cref="ArgumentException">Shape and numbers contradict each other.</exception>
    public static GraphTensor Of(float[] values, params long[] shape)
    {
        Check(values, shape);
        return new(() => OrtValue.CreateTensorValueFromMemory(values, shape), shape, values);
    }

    /// <summary>A tensor of 64-bit whole numbers. The numbers are not copied.</summary>
    /// <exception cref="ArgumentException">Shape and numbers contradict each other.</exception>
    public static GraphTensor Of(long[] values, params long[] shape)
    {
        Check(values, shape);
        return new(() => OrtValue.CreateTensorValueFromMemory(values, shape), shape, []);
    }

    internal OrtValue ToValue() => _make();

    private static void Check(Array values, long[] shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Aggregate(1L, (a, d) => a * d) != values.Length)
            throw new ArgumentException($"a tensor of the shape [{string.Join(", ", shape)}] was expected, and {values.Length} numbers were found", nameof(values));
    }
}
