using System.Numerics.Tensors;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;
using Orchestrator.Training.Onnx.Decoders;

namespace Orchestrator.Inference.Tests.Decoders;

public sealed class LayoutTests : IDisposable
{
    private static readonly int[] s_prompt = [1, 17, 42, 5, 88, 3, 61, 29, 11];

    private readonly string _folder = Directory.CreateTempSubdirectory("layout").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, bool, bool, DecoderForm> Layouts() => new()
    {
        { "float16, in place", true, true, new() { Format = WeightFormat.Float16 } },
        { "float16, concatenated", false, false, new() { Format = WeightFormat.Float16 } },
        { "8 bits in blocks", true, true, new() { Format = WeightFormat.Int8Blocks, Accuracy = 0 } },
        { "4 bits in blocks", true, false, new() { Format = WeightFormat.Int4, Accuracy = 0 } },
        { "4 bits, fused, embeddings too", true, true, new() { Format = WeightFormat.Int4, Accuracy = 0, Fused = true, EmbeddingBits = 4 } },
        { "embeddings of 8 bits, fused, concatenated", false, true, new() { Fused = true, EmbeddingBits = 8 } },
        { "merged", false, true, new() { Merged = true } },
        { "merged, 4 bits", false, false, new() { Merged = true, Format = WeightFormat.Int4, Accuracy = 0 } },
        { "last logits only, in place", true, true, new() { KeepsLogits = true } },
        { "last logits only, merged", false, true, new() { KeepsLogits = true, Merged = true } },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Tokens_with_a_cache_are_those_that_the_whole_sequence_gives(string layout, bool inPlace, bool positions, DecoderForm form)
    {
        TinyDecoder.Write(_folder, inPlace, positions, form: form);
        using var model = DecoderModel.Load(HuggingFaceFolder.Open(_folder), new() { Threads = 1 });
        Assert.True(inPlace == model.SharedBuffer, layout);
        using var sequence = model.Start();
        var whole = s_prompt.ToList();
        var next = TensorPrimitives.IndexOfMax(sequence.Feed(s_prompt, CancellationToken.None));
        for (var i = 0; i < 40; i++)
        {
            using var fresh = model.Start(whole.Count);
            Assert.Equal(next, TensorPrimitives.IndexOfMax(fresh.Feed([.. whole], CancellationToken.None)));
            whole.Add(next);
            next = TensorPrimitives.IndexOfMax(sequence.Feed([next], CancellationToken.None));
        }
    }

    public static TheoryData<string, DecoderForm, double> Forms() => new()
    {
        { "fused", new() { Fused = true }, 0.999_999 },
        { "8 bits in blocks that a line does not fill", new() { Fused = true, Format = WeightFormat.Int8Blocks, EmbeddingBits = 8, Block = 128, Accuracy = 0 }, 0.999 },
        { "8 bits by column, inputs as they come", new() { Format = WeightFormat.Int8 }, 0.995 },
        { "4 bits in blocks", new() { Fused = true, Format = WeightFormat.Int4, EmbeddingBits = 4, Accuracy = 0 }, 0.97 },
        { "4 bits in blocks that a line does not fill, inputs as bytes", new() { Format = WeightFormat.Int4, EmbeddingBits = 4, Block = 128 }, 0.95 },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Another_form_of_the_same_weights_gives_nearly_the_same_logits(string name, DecoderForm form, double alike)
    {
        var (plain, other) = (Logits(new()), Logits(form));

        Assert.True(TensorPrimitives.CosineSimilarity<float>(plain, other) >= alike, $"{name}: {TensorPrimitives.CosineSimilarity<float>(plain, other)}");
    }

    private float[] Logits(DecoderForm form)
    {
        TinyDecoder.Write(_folder, inPlace: true, form: form);
        using var model = DecoderModel.Load(HuggingFaceFolder.Open(_folder), new() { Threads = 1 });
        using var sequence = model.Start();
        return sequence.Feed(s_prompt, CancellationToken.None).ToArray();
    }
}
