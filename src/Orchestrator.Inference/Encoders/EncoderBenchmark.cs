using System.Diagnostics;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Tokenizers;

namespace Orchestrator.Inference.Encoders;

/// <summary>Measures an encoder on this machine.</summary>
public static class EncoderBenchmark
{
    private const int Together = 16;

    /// <summary>Runs texts of random tokens, one by itself and sixteen at once, and takes the medians.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">Variant and threads.</param>
    /// <param name="length">Tokens of a text, 1 to what the model reads.</param>
    /// <param name="runs">How often, at least 1.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ModelLoadException">A file is missing or damaged, or ONNX Runtime refuses the graph.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The model does not read texts of that length.</exception>
    /// <exception cref="TargetException">The graph failed.</exception>
    public static EncoderBenchmarkResult Run(string path, EncoderOptions options, int length, int runs, CancellationToken cancellationToken)
    {
        using var session = EncoderSession.Load(EncoderFolder.Open(path), options);
        if (length < 1 || length > session.Longest)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The model reads 1 to {session.Longest} tokens.");
        var output = EncoderOutputs.Sentences.Append(EncoderOutputs.Labels).FirstOrDefault(session.Outputs.Contains)
            ?? throw new ModelLoadException($"The graph in '{path}' makes {string.Join(", ", session.Outputs)}; expected one of {string.Join(", ", EncoderOutputs.Sentences)}, {EncoderOutputs.Labels}.");
        var random = new Random(1);
        IReadOnlyList<IReadOnlyList<Token>> texts = [.. Enumerable.Range(0, Together).Select(_ => Enumerable.Range(0, length).Select(_ => new Token(random.Next(session.Tokenizer.Size), 0, 0, 0, 0)).ToList())];
        var (one, all) = (Median([texts[0]]), Median(texts));
        using var process = Process.GetCurrentProcess();
        return new(one, Together, Together / all.TotalSeconds, process.WorkingSet64);

        // The first run finds pages and code that are not there yet.
        TimeSpan Median(IReadOnlyList<IReadOnlyList<Token>> texts) =>
            Enumerable.Range(0, runs + 1).Select(_ => Time(texts)).ToList()[1..].Order().ElementAt(runs / 2);

        TimeSpan Time(IReadOnlyList<IReadOnlyList<Token>> texts)
        {
            var started = Stopwatch.GetTimestamp();
            session.Run(texts, output, static (_, _) => { }, cancellationToken);
            return Stopwatch.GetElapsedTime(started);
        }
    }
}
