using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Cli.Terminal;
using Orchestrator.Privacy;

namespace Orchestrator.Cli.Privacy;

/// <summary>The <c>privacy evaluate</c> command: how well the detectors find what a folder of marked texts says is there.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Screen screen)
    {
        var folder = new Argument<string>("folder") { Description = "A folder of JSON Lines: texts with \"spans\", cases with \"expected_len\", or secrets with \"text_base64\", or texts with \"topics\"." };
        var recognizers = RecognizersOption.Create();
        var command = new Command("evaluate", "Measure what is found against marked texts") { folder, recognizers };
        command.SetAction(parsed => Run(parsed.GetValue(folder)!, recognizers.Analyzer(parsed), screen));
        return command;
    }

    private static int Run(string folder, TextAnalyzer analyzer, Screen screen)
    {
        if (!Directory.Exists(folder))
            throw new FormatException($"There is no folder '{folder}'.");
        var files = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            if (Describe(file, analyzer) is not { } report)
                continue;
            files++;
            screen.Output.WriteLine(Path.GetFileName(file));
            screen.Output.WriteLine(report);
            screen.Output.WriteLine();
        }

        return files > 0 ? 0 : throw new FormatException($"'{folder}' has no file of marked texts: expected *.jsonl with \"spans\", \"expected_len\", \"text_base64\" or \"topics\".");
    }

    private static string? Describe(string file, TextAnalyzer analyzer)
    {
        try
        {
            using var first = JsonDocument.Parse(File.ReadLines(file).FirstOrDefault() ?? "{}");
            return Has(first, "spans") ? Spans(file, analyzer)
                : Has(first, "expected_len") ? Cases(file, analyzer)
                : Has(first, "text_base64") ? Secrets(file, analyzer)
                : Has(first, "topics") ? TopicsOf(file, analyzer)
                : null;
        }
        catch (Exception cause) when (cause is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // What these say may quote the line.
            throw new FormatException($"'{file}' holds a line that is not like its first one.");
        }
    }

    private static bool Has(JsonDocument line, string property) => line.RootElement.ValueKind == JsonValueKind.Object && line.RootElement.TryGetProperty(property, out _);

    private static string Spans(string file, TextAnalyzer analyzer)
    {
        var evaluation = new SpanEvaluation();
        foreach (var text in LabelledText.Read(File.ReadLines(file)))
            evaluation.Add(text, analyzer.Analyze(text.Text).Findings);
        return EvaluationTable.Of(evaluation);
    }

    private static string TopicsOf(string file, TextAnalyzer analyzer)
    {
        var evaluation = new TopicEvaluation();
        foreach (var one in TopicCase.Read(File.ReadLines(file)))
            evaluation.Add(one, analyzer.Analyze(one.Text));
        return EvaluationTable.Of(evaluation);
    }

    private static string Cases(string file, TextAnalyzer analyzer)
    {
        var cases = RecognizerCase.Read(File.ReadLines(file));
        var failed = cases.Where(one => !one.Passes(analyzer.Analyze(one.Text))).ToList();
        var byType = failed.GroupBy(static one => one.Type).Select(static type => string.Create(CultureInfo.InvariantCulture, $"  {type.Key}: {type.Count()} otherwise"));
        return string.Join('\n', byType.Prepend(Share("cases pass", cases.Count - failed.Count, cases.Count)));
    }

    private static string Secrets(string file, TextAnalyzer analyzer)
    {
        var cases = SecretCase.Read(File.ReadLines(file)).Select(one => (one.Rule, one.IsSecret, Passes: one.Passes(analyzer.Analyze(one.Text)))).ToList();
        var wrong = cases.Where(static one => !one.Passes).Select(static one => $"  {one.Rule}: {(one.IsSecret ? "missed" : "found in vain")}");
        return string.Join('\n', wrong
            .Prepend(Share("false ones rejected", cases.Count(static c => !c.IsSecret && c.Passes), cases.Count(static c => !c.IsSecret)))
            .Prepend(Share("secrets found", cases.Count(static c => c.IsSecret && c.Passes), cases.Count(static c => c.IsSecret))));
    }

    private static string Share(string what, int part, int all) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}: {part} of {all} ({(all == 0 ? 100 : 100.0 * part / all):0.00} %)");
}
