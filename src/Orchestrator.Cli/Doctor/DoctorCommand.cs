using System.CommandLine;
using System.Text;
using System.Text.Json;
using Orchestrator.Cli.Batch;
using Orchestrator.Cli.Terminal;
using Orchestrator.Cli.Up;
using Spectre.Console;

namespace Orchestrator.Cli.Doctor;

/// <summary>The <c>doctor</c> command.</summary>
internal static class DoctorCommand
{
    public static Command Create(Screen screen)
    {
        var data = new Option<string>("--data")
        {
            Description = "The data directory of 'up', or of one silo or node.",
            DefaultValueFactory = _ => DataDirectory.DefaultName,
            HelpName = "directory",
        };
        var config = new Option<string?>("--config") { Description = "The configuration file of a silo or node that was not started by 'up'.", HelpName = "file" };
        var portBase = UpCommand.PortBaseOption("The port that 'up' would count from, when nothing runs.");
        var thorough = new Option<bool>("--thorough") { Description = "Compare indexes with tables in journals over 256 MiB too; minutes for many gigabytes." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("doctor", "Check this machine, the data directory, the models and the running system, and say what to do; exit code 1 when something failed")
        {
            data, config, portBase, thorough, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new DoctorRequest
            {
                Data = Path.GetFullPath(parsed.GetValue(data)!),
                Config = parsed.GetValue(config) is { } file ? Path.GetFullPath(file) : null,
                PortBase = parsed.GetValue(portBase),
                Thorough = parsed.GetValue(thorough),
            };
            using var examination = new Examination(request, TimeProvider.System);
            var checks = await examination.RunAsync(cancellationToken);
            if (parsed.GetValue(json))
                screen.Output.WriteLine(Json(checks));
            else
                Print(screen.People, checks);
            return checks.Any(c => c.State == CheckState.Fail) ? 1 : 0;
        });
        return command;
    }

    private static void Print(IAnsiConsole console, IReadOnlyList<Check> checks)
    {
        foreach (var check in checks)
        {
            var mark = check.State switch { CheckState.Ok => "[green]✓[/]", CheckState.Warn => "[yellow]![/]", _ => "[red]✗[/]" };
            var code = check.State == CheckState.Ok ? "" : $" [grey]{check.Code}[/]";

            // In markup the key Orchestrator:Link:… has a picture of a link in it.
            console.Markup($"{mark} [bold]{Markup.Escape(check.Name)}[/]: ");
            console.Write(check.Found);
            console.MarkupLine(code);
            if (check.Remedy is { } remedy)
                console.WriteLine($"    → {remedy}");
        }

        var (warned, failed) = (checks.Count(c => c.State == CheckState.Warn), checks.Count(c => c.State == CheckState.Fail));
        console.WriteLine($"{checks.Count} checks: {failed} failed, {warned} to look at.");
    }

    private static string Json(IReadOnlyList<Check> checks)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonLines.Compact))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("ok", checks.All(c => c.State != CheckState.Fail));
            writer.WriteStartArray("checks");
            foreach (var check in checks)
            {
                writer.WriteStartObject();
                writer.WriteString("state", check.State.ToString().ToLowerInvariant());
                writer.WriteString("name", check.Name);
                writer.WriteString("code", check.Code);
                writer.WriteString("found", check.Found);
                writer.WriteString("remedy", check.Remedy);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
