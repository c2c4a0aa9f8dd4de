using System.Text.Json;
using Orchestrator.Cli.Batch;
using Orchestrator.Privacy;
using Spectre.Console;

namespace Orchestrator.Cli.Privacy;

/// <summary>What was found in a text.</summary>
internal sealed record ScanResult(string Text, TextAnalysis Analysis, PrivacyPolicy Policy) : ILineResult
{
    private static readonly Zone[] Zones = [Zone.Device, Zone.Gateway, Zone.Cluster, Zone.Cloud("any"), Zone.Telemetry];

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("findings");
        foreach (var finding in Analysis.Findings.Concat(Analysis.Alternatives))
        {
            writer.WriteStartObject();
            writer.WriteString("type", finding.Type);
            writer.WriteNumber("start", finding.Start);
            writer.WriteNumber("end", finding.End);
            writer.WriteNumber("score", finding.Score);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (!Analysis.Topics.IsEmpty)
        {
            writer.WriteStartArray("topics");
            foreach (var topic in Analysis.Topics)
            {
                writer.WriteStartObject();
                writer.WriteString("type", topic.Type);
                writer.WriteNumber("start", topic.Start);
                writer.WriteNumber("end", topic.End);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteLabel(Analysis.Label);
    }

    public void Print(IAnsiConsole console)
    {
        if (Analysis.Findings.IsEmpty && Analysis.Topics.IsEmpty)
            console.WriteLine("Nothing sensitive was found. That is what these detectors look for, not a proof.");
        else
            PrintFindings(console);
        console.MarkupLineInterpolated($"Label: [bold]{LabelJson.Describe(Analysis.Label)}[/]");

        var zones = new Table().Border(TableBorder.Rounded).AddColumns("zone", "may read", "carries sealed", "rule");
        foreach (var zone in Zones)
        {
            var verdict = Policy.Evaluate(Analysis.Label, zone);
            zones.AddRow(
                zone.Kind == ZoneKind.Cloud ? "cloud" : zone.Name,
                verdict.Process.ToString().ToLowerInvariant(),
                verdict.CarrySealed ? "yes" : "no",
                Markup.Escape(verdict.Rule));
        }

        console.Write(zones);
        console.MarkupLineInterpolated($"Policy {Policy.Version}");
    }

    /// <summary>The text with what was found in colour, by how sensitive it is: the eye sees at once what would leak.</summary>
    private string Coloured()
    {
        var text = new System.Text.StringBuilder();
        var at = 0;
        foreach (var finding in Analysis.Findings)
        {
            text.Append(Markup.Escape(Text[at..finding.Start]));
            var colour = FindingTypes.LevelOf(finding.Type) switch
            {
                SensitivityLevel.Restricted => "white on red",
                SensitivityLevel.Confidential => "black on yellow",
                _ => "black on blue",
            };
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"[{colour}]{Markup.Escape(Text[finding.Start..finding.End])}[/][dim]{finding.Type}[/]");
            at = finding.End;
        }

        return text.Append(Markup.Escape(Text[at..])).ToString();
    }

    private void PrintFindings(IAnsiConsole console)
    {
        console.MarkupLine(Coloured());
        console.WriteLine();
        var table = new Table().Border(TableBorder.Rounded).AddColumns("type", "where", "score", "text");
        foreach (var finding in Analysis.Findings)
            table.AddRow(finding.Type, $"{finding.Start}-{finding.End}", $"{finding.Score:0.00}", Markup.Escape(Text[finding.Start..finding.End]));
        foreach (var topic in Analysis.Topics)
            table.AddRow(topic.Type, $"{topic.Start}-{topic.End}", $"{topic.Score:0.00}", "the sentence");
        console.Write(table);
    }
}
