using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Cli.Terminal;
using Orchestrator.Hosting.Learning;
using Spectre.Console;

namespace Orchestrator.Cli.Routes;

/// <summary>The <c>route learned</c> command.</summary>
internal static class LearnedCommand
{
    public static Command Create(Screen screen)
    {
        var data = new Option<string>("--data") { Description = "The data directory of one process.", HelpName = "directory", Required = true };
        var forget = new Option<string?>("--forget") { Description = "Forget what this tenant's feedback moved; the process must be stopped.", HelpName = "tenant" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object for each row." };
        var command = new Command("learned", "Show what feedback moved in a process's routing, or forget a tenant's") { data, forget, json };
        command.SetAction(parsed => Run(screen, Path.Combine(parsed.GetValue(data)!, LearnedFile.Name), parsed.GetValue(forget), parsed.GetValue(json)));
        return command;
    }

    private static int Run(Screen screen, string file, string? forget, bool json)
    {
        try
        {
            var rows = LearnedFile.Read(file);
            if (forget is not null)
            {
                LearnedFile.Write(file, [.. rows.Where(r => r.Tenant != forget)]);
                screen.People.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Forgotten: {rows.Count(r => r.Tenant == forget)} rows of {forget}. A process that runs writes its own again; stop it first.");
                return 0;
            }

            foreach (var row in rows.OrderBy(r => r.Tenant, StringComparer.Ordinal).ThenBy(r => r.Model, StringComparer.Ordinal).ThenBy(r => r.Group))
            {
                if (json)
                    screen.Output.WriteLine(JsonSerializer.Serialize(row, JsonSerializerOptions.Web));
                else
                    screen.People.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{row.Tenant}: {row.Model}, group {row.Group}: {row.Counts}; {row.Mean:+0.00;-0.00} from what was expected");
            }

            return 0;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            screen.Errors.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return 1;
        }
    }
}
