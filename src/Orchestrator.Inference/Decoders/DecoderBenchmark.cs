using System.Diagnostics;
using System.Numerics.Tensors;

namespace Orchestrator.Inference.Decoders;

/// <summary>Measures a decoder on this machine, and beside it what the memory allows.</summary>
public static class DecoderBenchmark
{
    // Larger than any cache of a processor.
    private const int ReadFloats = 64 << 20;

    /// <summary>Runs prompts of random tokens, greedily, and takes the medians.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">Tokens in the prompt, at least 1.</param>
    /// <param name="tokens">Tokens written, at least 2.</param>
    /// <param name="runs">How often, at least 1.</param>
    /// <param name="threads">Threads that read memory for the bound; as many as the model has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static BenchmarkResult Run(DecoderModel model, int prompt, int tokens, int runs, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var random = new Random(1);
        var ids = Enumerable.Range(0, prompt).Select(_ => random.Next(model.Config.Vocabulary)).ToArray();
        var (first, steps) = (new List<double>(), new List<double>());
        for (var run = -1; run < runs; run++)
        {
            using var sequence = model.Start(prompt + tokens);
            var watch = Stopwatch.StartNew();
            var token = TensorPrimitives.IndexOfMax(sequence.Feed(ids, cancellationToken));
            var prefill = watch.Elapsed.TotalSeconds;
            watch.Restart();
            for (var i = 1; i < tokens; i++)
                token = TensorPrimitives.IndexOfMax(sequence.Feed([token], cancellationToken));
            if (run < 0)
                continue; // The first run finds pages and code that are not there yet.
            first.Add(prefill);
            steps.Add(watch.Elapsed.TotalSeconds / (tokens - 1));
        }

        using var process = Process.GetCurrentProcess();
        var memory = process.WorkingSet64;
        return new(prompt / Median(first), 1 / Median(steps), TimeSpan.FromSeconds(Median(first)), memory, model.Variant.Bytes, ReadBandwidth(threads));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double ReadBandwidth(int threads)
    {
        var data = new float[ReadFloats];
        Array.Fill(data, 1f);
        var best = 0.0;
        for (var i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            Parallel.For(0, threads, new() { MaxDegreeOfParallelism = threads }, t => _ = TensorPrimitives.Sum<float>(data.AsSpan(ReadFloats / threads * t, ReadFloats / threads)));
            best = Math.Max(best, ReadFloats * sizeof(float) / watch.Elapsed.TotalSeconds);
        }

        return best;
    }
}
