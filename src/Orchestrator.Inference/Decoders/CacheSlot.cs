using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Orchestrator.Inference.Decoders;

/// <summary>One tensor that a decoder hands from step to step.</summary>
/// <param name="Past">The input's name.</param>
/// <param name="Present">The output's name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape with one sequence in the batch; -1 where it grows.</param>
internal sealed record CacheSlot(string Past, string Present, TensorElementType Type, long[] Shape)
{
    /// <summary>Whether it is the keys or values of attention, [1, heads, tokens, size]; anything else can only be handed on whole.</summary>
    public bool Grows => Shape is [1, > 0, -1, > 0];

    public int ElementBytes => Type == TensorElementType.Float16 ? 2 : 4;

    /// <summary>What a token takes, in bytes.</summary>
    public long BytesPerToken => Grows ? Shape[1] * Shape[3] * ElementBytes : 0;

    /// <summary>A tensor of zeros with room for some tokens.</summary>
    public OrtValue Create(int tokens)
    {
        var shape = Array.ConvertAll(Shape, d => d < 0 ? tokens : d);
        if (tokens == 0 && Grows)
        {
            return Type == TensorElementType.Float16
                ? OrtValue.CreateTensorValueFromMemory(Array.Empty<Float16>(), shape)
                : OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), shape);
        }

        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, Type, shape);
        Raw(value).Clear();
        return value;
    }

    /// <summary>Copies the first tokens of one tensor to another; both may have room for more.</summary>
    public void Copy(OrtValue from, int fromRoom, OrtValue to, int toRoom, int tokens)
    {
        if (tokens == 0)
            return;
        var row = (int)Shape[3] * ElementBytes;
        var source = Raw(from);
        var target = Raw(to);
        for (var head = 0; head < Shape[1]; head++)
            source.Slice(head * fromRoom * row, tokens * row).CopyTo(target[(head * toRoom * row)..]);
    }

    private Span<byte> Raw(OrtValue value) => Type == TensorElementType.Float16
        ? System.Runtime.InteropServices.MemoryMarshal.AsBytes(value.GetTensorMutableDataAsSpan<Float16>())
        : System.Runtime.InteropServices.MemoryMarshal.AsBytes(value.GetTensorMutableDataAsSpan<float>());
}
