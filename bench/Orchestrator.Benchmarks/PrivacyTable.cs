using System.Diagnostics;
using System.Globalization;
using Orchestrator.Privacy;

namespace Orchestrator.Benchmarks;

/// <summary>The figures that docs/privacy.md states, with their percentiles, which a mean would hide.</summary>
internal static class PrivacyTable
{
    public static void Write(TextWriter output)
    {
        var analyzer = new TextAnalyzer();
        var policy = PolicyOfManyRules.Make(200);
        var question = PolicyOfManyRules.Question;
        output.WriteLine("| operation | p50 µs | p99 µs | bytes |");
        output.WriteLine("|---|---|---|---|");
        Row("analyse 300 characters, nothing in them", Measured.Of(() => analyzer.Analyze(PrivacyTexts.Clean)));
        Row("analyse 300 characters with six findings", Measured.Of(() => analyzer.Analyze(PrivacyTexts.Sensitive)));
        Row("a verdict of 200 rules", Measured.Of(() => policy.Evaluate(question), together: 20));
        var (clean, sensitive) = (new GateScene(PrivacyTexts.Clean), new GateScene(PrivacyTexts.Sensitive));
        Row("analyse a conversation of 21 messages, all known", Measured.Of(() => clean.Analyze(), samples: 5_000));
        Row("analyse, judge and clear it, nothing in it", Measured.Of(() => clean.Decide(), samples: 5_000));
        Row("analyse, judge and clear it, six findings replaced", Measured.Of(() => sensitive.Decide(), samples: 5_000));
        output.WriteLine();
        output.WriteLine("| characters | ms | ns a character |");
        output.WriteLine("|---|---|---|");
        foreach (var length in (int[])[10_000, 100_000, 1_000_000, 10_000_000])
        {
            var text = PrivacyTexts.OfLength(length);
            var start = Stopwatch.GetTimestamp();
            analyzer.Analyze(text);
            var time = Stopwatch.GetElapsedTime(start);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {text.Length} | {time.TotalMilliseconds:F1} | {time.TotalNanoseconds / text.Length:F0} |"));
        }

        void Row(string name, Measured measured) =>
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {measured.Median:F1} | {measured.NinetyNinth:F1} | {measured.Bytes:F0} |"));
    }
}
