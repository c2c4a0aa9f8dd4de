using System.Globalization;

namespace Orchestrator.Benchmarks;

/// <summary>What a decision costs, as docs/routing.md states it: part by part, of texts of 1,000 characters that were never seen before.</summary>
internal static class DecisionTable
{
    private const int Characters = 1000;

    private static readonly (string Name, string Text)[] Texts =
    [
        ("open request, nothing in it", PrivacyTexts.Clean),
        ("with six findings", PrivacyTexts.Sensitive),
        ("everyday talk", "Well, I was at the shop this morning and they had no carrots left, so could you put some on my list, and also set an alarm for seven and play the song that we heard in the car yesterday, please. "),
    ];

    public static void Write(TextWriter output)
    {
        using var scene = new DecisionScene(Path.Combine(AppContext.BaseDirectory, "models"));
        output.WriteLine("| text | part | p50 µs | p99 µs | CPU µs | bytes |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, text) in Texts)
        {
            var fresh = new FreshTexts(text, Characters);
            var (analysis, difficulty) = (scene.Analyze(fresh.Next()), scene.Estimate(text));
            var confidence = scene.Probe(fresh.Next(), difficulty);
            Row("analysis", () => scene.Analyze(fresh.Next()));
            Row("difficulty", () => scene.Estimate(fresh.Next()));
            Row($"narrow models ({confidence.Count(c => c is not null)} asked)", () => scene.Probe(fresh.Next(), difficulty));
            Row($"is a decoder asked ({(scene.Asks(text, analysis, difficulty, confidence) ? "yes" : "no")})", () => scene.Asks(text, analysis, difficulty, confidence));
            Row("verdicts and route", () => scene.Route(text, analysis, difficulty, confidence));
            Row("**the whole decision**", () => scene.Decide(fresh.Next()));

            void Row(string part, Action operation)
            {
                var measured = Measured.Of(operation, samples: 5_000);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {part} | {measured.Median:F0} | {measured.NinetyNinth:F0} | {measured.Cpu:F0} | {measured.Bytes:F0} |"));
            }
        }
    }
}
