using System.CommandLine;
using System.Text;
using System.Text.Json;
using Orchestrator.Cli.Batch;
using Orchestrator.Cli.Models;
using Orchestrator.Cli.Terminal;
using Orchestrator.Cli.Up;
using Spectre.Console;

namespace Orchestrator.Cli.Doctor;

/// <summary>The <c>doctor</c> command.</summary>
internal static class DoctorCommand
{
    public static Command Create(Screen screen)
    {
        var data = UpCommand.DataOption();
        var portBase = new Option<int>("--port-base") { Description = "The port that 'up' would count from, when nothing runs.", DefaultValueFactory = _ => Ports.DefaultBase, HelpName = "port" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("doctor", "Check this machine, the data directory, the models and the running system, and say what to do") { data, portBase, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var checks = await RunAsync(new(Path.GetFullPath(parsed.GetValue(data)!)), parsed.GetValue(portBase), ShippedModels.Folder, cancellationToken);
            if (parsed.GetValue(json))
                screen.Output.WriteLine(Json(checks));
            else
                Print(screen.People, checks);
            return checks.Any(c => c.State == CheckState.Fail) ? 1 : 0;
        });
        return command;
    }

    public static async Task<IReadOnlyList<Check>> RunAsync(DataDirectory data, int portBase, string models, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
        var state = UpState.Read(data);
        return
        [
            .. MachineChecks.Run(data, TimeProvider.System),
            .. DataChecks.Run(data, state),
            DataChecks.Policy(),
            .. ModelChecks.Run(models),
            .. await new SystemChecks(http, data).RunAsync(state, state?.PortBase ?? portBase, cancellationToken),
        ];
    }

    private static void Print(IAnsiConsole console, IReadOnlyList<Check> checks)
    {
        foreach (var check in checks)
        {
            var mark = check.State switch { CheckState.Ok => "[green]✓[/]", CheckState.Warn => "[yellow]![/]", _ => "[red]✗[/]" };
            console.MarkupLine($"{mark} [bold]{Markup.Escape(check.Name)}[/]: {Markup.Escape(check.Found)}");
            if (check.Remedy is { } remedy)
                console.MarkupLineInterpolated($"    → {remedy}");
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
