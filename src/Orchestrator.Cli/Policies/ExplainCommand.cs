using System.CommandLine;
using Orchestrator.Cli.Batch;
using Orchestrator.Cli.Privacy;
using Orchestrator.Cli.Terminal;
using Orchestrator.Privacy;
using Spectre.Console;

namespace Orchestrator.Cli.Policies;

/// <summary>The <c>policy explain</c> command.</summary>
internal static class ExplainCommand
{
    public static Command Create(Screen screen)
    {
        var policy = new Argument<string>("policy") { Description = "The policy: a file, or strict, balanced or open." };
        var text = new Argument<string?>("text") { Description = "The text that would be read; read from standard input when left out.", Arity = ArgumentArity.ZeroOrOne };
        var zone = new Option<string>("--zone") { Description = "Who would read it: device, gateway, cluster, telemetry, cloud/<provider> or cloud/<provider>/<region>.", Required = true };
        var tenant = new Option<string?>("--tenant") { Description = "For which tenant." };
        var purpose = new Option<string?>("--purpose") { Description = "What the app asks for." };
        var consent = new Option<string[]>("--consent") { Description = "What the person consented to; may be given several times." };
        var tool = new Option<string[]>("--tool") { Description = "A tool that the model could call; may be given several times." };
        var tier = new Option<Tier?>("--tier") { Description = "What size of model would answer." };
        var recognizers = RecognizersOption.Create();
        var command = new Command("explain", "Show every rule that speaks of a text and a zone, and the one that decides") { policy, text, zone, tenant, purpose, consent, tool, tier, recognizers };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var rules = ScanCommand.LoadPolicy(parsed.GetValue(policy));
            var analysis = recognizers.Analyzer(parsed).Analyze(parsed.GetValue(text) ?? await TextCommand.ReadAsync("text", null, cancellationToken));
            Print(screen.People, rules, new(analysis.Label, Zone.Parse(parsed.GetValue(zone)!))
            {
                Findings = [.. analysis.Findings.Concat(analysis.Topics).GroupBy(f => f.Type).Select(g => new TypeCount(g.Key, g.Count()))],
                Tier = parsed.GetValue(tier),
                Tools = [.. parsed.GetValue(tool) ?? []],
                Context = new() { Tenant = parsed.GetValue(tenant), Purpose = parsed.GetValue(purpose), Consents = [.. parsed.GetValue(consent) ?? []] },
            });
            return 0;
        });
        return command;
    }

    private static void Print(IAnsiConsole console, PrivacyPolicy policy, PolicyQuestion question)
    {
        var verdict = policy.Evaluate(question);
        console.MarkupLineInterpolated($"Label: [bold]{LabelJson.Describe(question.Label)}[/]");
        var table = new Table().Border(TableBorder.Rounded).AddColumns("rule", "says", "");
        foreach (var (rule, says) in policy.Explain(question))
            table.AddRow(Markup.Escape(rule), says.ToString().ToLowerInvariant(), rule == verdict.Rule ? "← decides" : "");
        if (verdict.Rule == PrivacyPolicy.NoRule)
            table.AddRow("(no rule)", "deny", "← what no rule speaks of is denied");
        console.Write(table);
        console.MarkupLineInterpolated($"{question.Zone.Name}: [bold]{verdict.Process.ToString().ToLowerInvariant()}[/]{(verdict.CarrySealed ? ", and it may carry the rest sealed" : "")} ({policy.Version})");
        if (verdict.Process == Verdict.Deny && policy.MissingConsent(question) is { } consent)
            console.MarkupLineInterpolated($"With --consent {consent} it would be allowed.");
    }
}
