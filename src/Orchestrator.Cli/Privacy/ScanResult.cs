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
        writer.WriteLabel(Analysis.Label);
    }

    public void Print(IAnsiConsole console)
    {
        if (Analysis.Findings.IsEmpty)
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

    private void PrintFindings(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("type", "where", "score", "text");
        foreach (var finding in Analysis.Findings)
            table.AddRow(finding.Type, $"{finding.Start}-{finding.End}", $"{finding.Score:0.00}", Markup.Escape(Text[finding.Start..finding.End]));
        console.Write(table);
    }
}
