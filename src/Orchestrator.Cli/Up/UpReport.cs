using Orchestrator.Cli.Terminal;
using Spectre.Console;

namespace Orchestrator.Cli.Up;

/// <summary>What people see when everything is ready.</summary>
internal static class UpReport
{
    public static void Print(IAnsiConsole console, UpState state, ApiKey key)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("what", "process", "where", "pid", "health");
        foreach (var process in state.Processes)
        {
            table.AddRow(
                Markup.Escape(process.What),
                process.Name,
                Where(state, process),
                process.Pid is { } pid ? $"{pid}" : "-",
                process.Pid is null ? "[yellow]stopped[/]" : "[green]ready[/]");
        }

        console.Write(table);
        if (state.StandIn)
            console.MarkupLine("[yellow]No provider is configured: what goes to the cloud is answered by the stand-in, which is no model and says so.[/]");
        console.WriteLine($"API key   {key.Secret}   (this machine may also call without)");
        console.WriteLine($"Data      {state.DataDirectory}   (logs in logs/, one folder a process in data/)");
        console.WriteLine();
        console.MarkupLine("[bold]Try[/]");
        var self = SelfCommand.Text;
        var data = Path.GetFileName(state.DataDirectory) == DataDirectory.DefaultName && Path.GetDirectoryName(state.DataDirectory) == Environment.CurrentDirectory
            ? "" : $" --data {state.DataDirectory}";
        foreach (var line in new[]
                 {
                     $"  {self} chat{data}",
                     $"  {Curl(state.Device.Http, key, "my card 4111 1111 1111 1111 was charged twice, what now?")}",
                     $"  {Curl(state.Silo.Http, key, "turn off the lights in the kitchen")}",
                     $"  curl {state.Device.Http}/v1/models",
                     $"  {self} stop silo{data}   and   {self} start silo{data}   to see what works without the cluster",
                     $"  {self} doctor{data}   when something is not as it should be",
                 })
            console.Profile.Out.Writer.WriteLine(line); // Not wrapped at the terminal's width: lines are there to be copied.
        console.WriteLine();
        console.WriteLine("Ctrl+C stops everything.");
    }

    private static string Where(UpState state, UpProcess process) => process.Name switch
    {
        ProcessConfigs.Silo => $"{state.Silo.Http}\n{state.Silo.Grpc} (gRPC)",
        ProcessConfigs.Device => $"{state.Device.Http}\n{state.Device.Grpc} (gRPC)",
        ProcessConfigs.Gateway => $"{state.Gateway.Http}\n{state.Gateway.Grpc} (gRPC)",
        _ => new Uri(process.Health).GetLeftPart(UriPartial.Authority),
    };

    private static string Curl(string http, ApiKey key, string prompt) =>
        $"curl -i {http}/v1/chat/completions -H 'content-type: application/json' -H 'authorization: Bearer {key.Secret}' "
        + $$"""-d '{"model":"auto","messages":[{"role":"user","content":"{{prompt}}"}]}'""";
}
