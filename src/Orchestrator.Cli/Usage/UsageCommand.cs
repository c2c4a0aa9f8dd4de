using System.CommandLine;
using Orchestrator.Cli.Terminal;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Usage;

/// <summary>The <c>usage</c> commands: what the tenant of a key used and spent.</summary>
internal static class UsageCommand
{
    public static Command Create(Screen screen)
    {
        var from = new Option<string?>("--from") { Description = "The first day, such as 2026-11-01; the first of this month when left out.", HelpName = "day" };
        var until = new Option<string?>("--until") { Description = "The first day after the last one; tomorrow when left out.", HelpName = "day" };
        var format = new Option<string>("--format") { Description = "csv or jsonl.", HelpName = "format", DefaultValueFactory = _ => "jsonl" };
        var data = UpCommand.DataOption();
        var endpoint = new Option<string?>("--endpoint") { Description = "The HTTP address of a host; the silo of the running system when left out.", HelpName = "url" };
        var key = new Option<string?>("--key") { Description = "An API key with the scope usage; ORCHESTRATOR_KEY, or the data directory's, when left out.", HelpName = "key" };
        var export = new Command("export", "Print what was used and spent, by day, key, model and node") { from, until, format, data, endpoint, key };
        export.SetAction(async (parsed, cancellationToken) =>
        {
            var directory = new DataDirectory(Path.GetFullPath(parsed.GetValue(data)!));
            var address = parsed.GetValue(endpoint) ?? UpState.Read(directory)?.Silo.Http
                ?? throw new FormatException($"No 'orchestrator up' runs with the data directory {directory.Root}. Name another with --data, or a host with --endpoint.");
            var secret = parsed.GetValue(key) ?? Environment.GetEnvironmentVariable("ORCHESTRATOR_KEY") ?? ApiKey.Read(directory.KeyFile)?.Secret;
            var query = Query(("from", parsed.GetValue(from)), ("until", parsed.GetValue(until)), ("format", parsed.GetValue(format)));
            screen.Output.Write(await HostCall.SendAsync(HttpMethod.Get, address, "/orchestrator/v1/usage?" + query, secret, cancellationToken));
            return 0;
        });
        return new Command("usage", "What was used and spent") { export };
    }

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var query = new List<string>();
        foreach (var (name, value) in fields)
        {
            if (value is not null)
                query.Add($"{name}={Uri.EscapeDataString(value)}");
        }

        return string.Join('&', query);
    }
}
