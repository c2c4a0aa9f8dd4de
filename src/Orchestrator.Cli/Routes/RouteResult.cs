using System.Text.Json;
using Orchestrator.Cli.Batch;
using Orchestrator.Routing;
using Spectre.Console;

namespace Orchestrator.Cli.Routes;

/// <summary>Where a prompt would go, and why.</summary>
internal sealed record RouteResult(RouteInput Input, RouteDecision Decision, string LeftOut) : ILineResult
{
    private string? Tier => Decision.Plan.IsEmpty ? null : Decision.Plan[0].Target.Tier.ToString().ToLowerInvariant();

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("tier", Tier);
        writer.WriteNumber("complexity", Math.Round(Input.Difficulty.Complexity, 4));
        writer.WriteLabel(Input.Label);
        writer.WriteStartArray("reasons");
        foreach (var reason in Decision.Reasons)
            writer.WriteStringValue(reason);
        writer.WriteEndArray();
    }

    public void Print(IAnsiConsole console)
    {
        console.MarkupLineInterpolated($"Tier [bold]{Tier ?? "none: refused"}[/] ({Decision.ReasonCode}), complexity {Input.Difficulty.Complexity:0.00}, label {LabelJson.Describe(Input.Label)}");
        foreach (var reason in Decision.Reasons)
            console.MarkupLineInterpolated($"  • {reason}");
        var table = new Table().Border(TableBorder.Rounded).AddColumns("place", "target", "zone", "expected quality", "score");
        var place = 1;
        foreach (var attempt in Decision.Plan)
            table.AddRow($"{place++}", Markup.Escape(attempt.Target.Id), attempt.Target.Zone.Name, $"{attempt.ExpectedQuality:0.00}", $"{attempt.Score:0.00}");
        if (!Decision.Plan.IsEmpty)
            console.Write(table);
        console.WriteLine($"Entry at the device, with gateway and cloud healthy, is assumed. {LeftOut}");
    }
}
