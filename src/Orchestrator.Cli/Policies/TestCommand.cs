using System.CommandLine;
using System.Text;
using System.Text.Json;
using Orchestrator.Cli.Batch;
using Orchestrator.Cli.Privacy;
using Orchestrator.Cli.Terminal;
using Orchestrator.Privacy;
using Spectre.Console;

namespace Orchestrator.Cli.Policies;

/// <summary>The <c>policy test</c> command.</summary>
internal static class TestCommand
{
    public static Command Create(Screen screen)
    {
        var policy = new Argument<string>("policy") { Description = "The policy: a file, or strict, balanced or open." };
        var cases = new Argument<string[]>("cases") { Description = "Files of cases in YAML.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Print one JSON object for each case." };
        var command = new Command("test", "Ask a policy the cases of a file; exit code 1 if it says something else than one expects") { policy, cases, json };
        command.SetAction(parsed =>
        {
            var rules = ScanCommand.LoadPolicy(parsed.GetValue(policy));
            var analyzer = new TextAnalyzer();
            var results = parsed.GetValue(cases)!.SelectMany(Load).Select(c => c.Run(rules, analyzer)).ToList();
            foreach (var result in results)
            {
                if (parsed.GetValue(json))
                    screen.Output.WriteLine(Json(result));
                else
                    Print(screen.People, result);
            }

            var failed = results.Count(r => !r.Passed);
            if (!parsed.GetValue(json))
                screen.People.WriteLine($"{rules.Version}: {TerminalText.Counted(results.Count, "case")}, {failed} failed.");
            return failed > 0 ? 1 : 0;
        });
        return command;
    }

    private static IEnumerable<PolicyCase> Load(string file)
    {
        try
        {
            return PolicyCases.Load(file);
        }
        catch (Exception e) when (e is PolicyException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static void Print(IAnsiConsole console, PolicyCaseResult result)
    {
        console.MarkupLine(result.Passed ? $"[green]✓[/] {Markup.Escape(result.Case.Name)}" : $"[red]✗[/] {Markup.Escape(result.Case.Name)} (line {result.Case.Line})");
        if (!result.Passed)
        {
            var expected = result.Case.Rule is { } rule ? $"{Name(result.Case.Expect)} by {rule}" : Name(result.Case.Expect);
            console.MarkupLineInterpolated($"    expected {expected}, found {Name(result.Verdict.Process)} by {result.Verdict.Rule}");
        }
    }

    private static string Name(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string Json(PolicyCaseResult result)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonLines.Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("case", result.Case.Name);
            writer.WriteBoolean("passed", result.Passed);
            writer.WriteString("zone", result.Verdict.Zone.Name);
            writer.WriteString("expected", Name(result.Case.Expect));
            writer.WriteString("found", Name(result.Verdict.Process));
            writer.WriteString("rule", result.Verdict.Rule);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
