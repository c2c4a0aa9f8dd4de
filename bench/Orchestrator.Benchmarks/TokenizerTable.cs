using System.Diagnostics;
using System.Globalization;
using System.Text;
using Orchestrator.Inference.Tokenizers;

namespace Orchestrator.Benchmarks;

/// <summary>How long the tokenizer of a folder takes to load, and how much text it encodes, beside how fast the same text is only made bytes.</summary>
internal static class TokenizerTable
{
    private const int Runs = 7;

    public static void Write(TextWriter output, string folder, string? file)
    {
        var text = file is null ? PrivacyTexts.OfLength(2_000_000) : File.ReadAllText(file);
        var bytes = Encoding.UTF8.GetByteCount(text);
        var first = Time(() => Tokenizer.Load(folder));
        var tokenizer = Tokenizer.Load(folder);
        var cold = Time(() => tokenizer.Encode(text));
        var tokens = tokenizer.Encode(text);
        output.WriteLine("| what | wall ms | CPU ms | MB/s of CPU |");
        output.WriteLine("|---|---|---|---|");
        Row("load, first in the process", first);
        Row("load again, median", Median(() => Tokenizer.Load(folder)));
        Row("encode, no word known yet", cold, bytes);
        Row("encode, median", Median(() => tokenizer.Encode(text)), bytes);
        Row("encode with places, median", Median(() => tokenizer.Tokenize(text)), bytes);
        Row("decode, median", Median(() => tokenizer.Decode(tokens)), bytes);
        Row("only to UTF-8, median", Median(() => Encoding.UTF8.GetBytes(text)), bytes);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes, {tokens.Count} tokens, vocabulary {tokenizer.Size}"));

        void Row(string name, (double Wall, double Cpu) time, int? size = null) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {name} | {time.Wall:F0} | {time.Cpu:F0} | {(size is { } s ? $"{s / 1e3 / Math.Max(time.Cpu, 0.1):F1}" : "")} |"));
    }

    private static (double Wall, double Cpu) Median(Action run)
    {
        var times = Enumerable.Range(0, Runs).Select(_ => Time(run)).OrderBy(t => t.Cpu).ToList();
        return times[Runs / 2];
    }

    private static (double Wall, double Cpu) Time(Action run)
    {
        using var process = Process.GetCurrentProcess();
        var (start, before) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        run();
        var wall = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        return (wall.TotalMilliseconds, (process.TotalProcessorTime - before).TotalMilliseconds);
    }
}
