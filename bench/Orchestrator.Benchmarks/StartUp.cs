using System.Diagnostics;
using System.Globalization;
using Orchestrator.Privacy;

namespace Orchestrator.Benchmarks;

/// <summary>What the first analysis of a process costs: run it by itself.</summary>
internal static class StartUp
{
    public static void Write(TextWriter output)
    {
        var start = Stopwatch.GetTimestamp();
        var analyzer = new TextAnalyzer();
        var made = Stopwatch.GetElapsedTime(start);
        analyzer.Analyze(PrivacyTexts.Clean);
        var clean = Stopwatch.GetElapsedTime(start);
        analyzer.Analyze(PrivacyTexts.Sensitive);
        var sensitive = Stopwatch.GetElapsedTime(start);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"analyzer {made.TotalMilliseconds:F0} ms, first clean text {clean.TotalMilliseconds:F0} ms, first sensitive text {sensitive.TotalMilliseconds:F0} ms"));
    }
}
