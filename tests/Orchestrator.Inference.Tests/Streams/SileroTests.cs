using Orchestrator.Clients.Tests.Running;
using Orchestrator.Inference.Streams;

namespace Orchestrator.Inference.Tests.Streams;

/// <summary>
/// Silero's detectors of voices, which others trained (npm's <c>@ricky0123/vad-web</c>, MIT and ISC), against <c>onnxruntime-web</c>
/// on the same sound: what they say of a piece hangs on the state that those before left.
/// </summary>
public sealed class SileroTests(VoicePackages packages) : IClassFixture<VoicePackages>
{
    private const int Rate = 16_000, Pieces = 24;

    [NodeTheory]
    [InlineData("silero_vad_v6", 576)]
    [InlineData("silero_vad_legacy", 1536)]
    public async Task Voice_is_heard_piece_by_piece_as_the_reference_runtime_hears_it(string model, int length)
    {
        var file = await packages.FileAsync(Path.Combine("@ricky0123", "vad-web", "dist", model + ".onnx"));
        var states = model == "silero_vad_legacy"
            ? new Dictionary<string, (string Output, long[] Shape)> { ["h"] = ("hn", [2, 1, 64]), ["c"] = ("cn", [2, 1, 64]) }
            : new() { ["state"] = ("stateN", [2, 1, 128]) };
        var chunks = Sound(length);
        var expected = (await packages.RunAsync("silero.mjs", new { model = file, states = states.ToDictionary(s => s.Key, s => new object[] { s.Value.Output, s.Value.Shape }), rate = Rate, chunks }))
            .GetProperty("probabilities").EnumerateArray().Select(p => p.GetSingle()).ToArray();

        using var graph = StatefulGraph.Load(file, states.ToDictionary(s => s.Key, s => s.Value.Output));
        using var stream = graph.Start();
        var carried = chunks.Select(c => Hear(stream, c)).ToArray();

        Assert.Equal(expected.Length, carried.Length);
        Assert.All(expected.Zip(carried), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));

        // The state matters: the same pieces, each heard as if it were the first, sound otherwise.
        var alone = chunks.Select(c =>
        {
            using var fresh = graph.Start();
            return Hear(fresh, c);
        }).ToArray();
        Assert.Contains(carried.Zip(alone), pair => Math.Abs(pair.First - pair.Second) > 0.01);
    }

    private static float Hear(GraphReader stream, float[] chunk) =>
        stream.Read(new Dictionary<string, GraphTensor> { ["input"] = GraphTensor.Of(chunk, 1, chunk.Length), ["sr"] = GraphTensor.Of([Rate]) }, "output").Floats[0];

    // Silence, then something like a vowel: the overtones of a low voice through three formants, swelling at the pace of syllables.
    private static float[][] Sound(int length)
    {
        double[] formants = [700, 1220, 2600];
        var random = new Random(5);
        return [.. Enumerable.Range(0, Pieces).Select(p => Enumerable.Range(0, length).Select(i =>
        {
            var t = ((p * length) + i) / (double)Rate;
            var voice = Enumerable.Range(1, 25).Sum(k => Math.Sin(2 * Math.PI * 120 * k * t) * formants.Sum(f => 1 / (1 + Math.Pow(((120 * k) - f) / 120, 2))));
            return (float)((p < Pieces / 4 ? 0 : 0.12 * voice * (0.6 + (0.4 * Math.Sin(2 * Math.PI * 4 * t)))) + (0.002 * (random.NextDouble() - 0.5)));
        }).ToArray())];
    }
}
