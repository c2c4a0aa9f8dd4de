using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Encoders;

namespace Orchestrator.Inference.Tests.Encoders;

/// <summary>A sentence encoder that others trained says of texts what its makers and transformers.js say.</summary>
public sealed class MiniLmTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("minilm").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [MiniLmFact]
    public async Task Texts_are_as_near_to_each_other_as_their_makers_and_transformers_js_say()
    {
        MiniLm.Write(_folder);
        using var encoder = SentenceEncoder.Load(_folder, new() { Threads = 1 });
        Assert.Equal((384, 256), (encoder.Dimensions, encoder.LongestText));

        // The similarities in the documentation of sentence-transformers for this model.
        var made = await encoder.GenerateAsync(["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]);
        Assert.Equal([.6660, .1046, .1411], [Similar(made[0], made[1]), Similar(made[0], made[2]), Similar(made[1], made[2])]);

        // The first numbers that transformers.js 4.3.1 with onnxruntime-node 1.30.0 makes of each text by itself; here they run in one batch.
        string[] texts = ["The weather is lovely today.", "Größe, naïve façade — 漢字 and émigrés 🙂", "x"];
        made = await encoder.GenerateAsync(texts);
        Near([.0192f, .12009f, .1596f, .06707f], made[0]);
        Near([-.02085f, .09542f, .01637f, .00451f], made[1]);
        Near([-.09791f, -.064f, -.02318f, -.0462f], made[2]);
    }

    private static double Similar(Embedding<float> one, Embedding<float> other) => Math.Round(TensorPrimitives.Dot(one.Vector.Span, other.Vector.Span), 4);

    private static void Near(float[] expected, Embedding<float> made) => Assert.All(expected.Zip(made.Vector.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class MiniLmFactAttribute : FactAttribute
    {
        public MiniLmFactAttribute() => Skip = MiniLm.Missing;
    }
}
