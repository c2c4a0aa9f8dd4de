using System.Globalization;
using System.Text.Json;
using Orchestrator.Routing.Learning;

namespace Orchestrator.Cli.Routes.Learned;

/// <summary>What a process learned of one model in one group of prompts, as it is printed.</summary>
/// <param name="Node">The process.</param>
/// <param name="Row">What it learned.</param>
/// <param name="Moved">What that moves the model's expected quality by; null where only the process itself can tell.</param>
internal sealed record LearnedLine(string Node, LearnedRow Row, double? Moved)
{
    public string ToJson() => JsonSerializer.Serialize(
        new { Node, Row.Tenant, Row.Model, Row.Group, Mean = Math.Round(Row.Mean, 4), Moved, Row.Judgements, Row.Corrections, Row.Kept, Row.Escalated, Row.AskedAgain }, JsonSerializerOptions.Web);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Node}: {Row.Tenant}: {Row.Model}, group {Row.Group}: {Row.Counts}; {Row.Mean:+0.00;-0.00} from what was expected{(Moved is { } moved ? string.Create(CultureInfo.InvariantCulture, $", which moves that by {moved:+0.00;-0.00}") : "")}");
}
