using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Orchestrator.Cli.Batch;
using Orchestrator.Cli.Terminal;
using Orchestrator.Privacy;
using Spectre.Console;

namespace Orchestrator.Cli.Privacy;

/// <summary>A text, what was found in it, and what each zone would read.</summary>
internal sealed record ExplainResult(string Text, TextAnalysis Analysis, ImmutableArray<ZoneView> Views, string Policy) : ILineResult
{
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteLabel(Analysis.Label);
        writer.WriteString("policy", Policy);
        writer.WriteStartArray("zones");
        foreach (var view in Views)
        {
            writer.WriteStartObject();
            writer.WriteString("zone", view.Zone.Name);
            writer.WriteString("verdict", view.Verdict.ToString().ToLowerInvariant());
            writer.WriteString("reason", view.Reason);
            writer.WriteString("reads", view.Reads);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public void Print(IAnsiConsole console)
    {
        console.MarkupLine(Coloured());
        console.MarkupLineInterpolated($"Label: [bold]{LabelJson.Describe(Analysis.Label)}[/]");
        var table = new Table().Border(TableBorder.Rounded).AddColumns("zone", "verdict", "reads", "why");
        foreach (var view in Views)
            table.AddRow(Markup.Escape(view.Zone.Name), Verdict(view), Markup.Escape(TerminalText.Safe(view.Reads ?? "(nothing)")), Markup.Escape(view.Reason));
        console.Write(table);
        console.MarkupLineInterpolated($"Policy {Policy}. Pseudonyms are made anew at each call of this command; a conversation keeps its own.");
    }

    private static string Verdict(ZoneView view) => view.Verdict switch
    {
        Orchestrator.Verdict.Allow => "[green]allow[/]",
        Orchestrator.Verdict.Deny => "[red]deny[/]",
        var verdict => $"[yellow]{verdict.ToString().ToLowerInvariant()}[/]",
    };

    private static string Colour(string type) => FindingTypes.LevelOf(type) switch
    {
        SensitivityLevel.Restricted => "white on red",
        SensitivityLevel.Confidential => "black on yellow",
        _ => "underline",
    };

    private string Coloured()
    {
        var result = new StringBuilder();
        var done = 0;
        foreach (var finding in Analysis.Findings)
        {
            result.Append(Plain(done, finding.Start)).Append('[').Append(Colour(finding.Type)).Append(']').Append(Plain(finding.Start, finding.End)).Append("[/]")
                .Append("[grey] ").Append(finding.Type).Append("[/]");
            done = finding.End;
        }

        return result.Append(Plain(done, Text.Length)).ToString();

        string Plain(int from, int to) => Markup.Escape(TerminalText.Safe(Text[from..to]));
    }
}
