using System.CommandLine;
using Orchestrator.Cli.Terminal;
using Spectre.Console;

namespace Orchestrator.Cli.Up;

/// <summary>
/// <c>stop</c> and <c>start</c> for a system that <c>up</c> keeps: they leave and take away a file that <c>up</c> looks for, which
/// works alike on every system and needs no port.
/// </summary>
internal static class StopCommands
{
    public static Command Stop(Screen screen)
    {
        var process = new Argument<string?>("process") { Description = "silo, gateway-1, device-1 or stand-in; everything when left out.", Arity = ArgumentArity.ZeroOrOne };
        var data = UpCommand.DataOption();
        var command = new Command("stop", "Stop a running system, or one process of it, which then stays stopped") { process, data };
        command.SetAction(parsed => Apply(screen, parsed.GetValue(data)!, parsed.GetValue(process) ?? "up", stop: true));
        return command;
    }

    public static Command Start(Screen screen)
    {
        var process = new Argument<string>("process") { Description = "silo, gateway-1, device-1 or stand-in." };
        var data = UpCommand.DataOption();
        var command = new Command("start", "Start a process of a running system that was stopped") { process, data };
        command.SetAction(parsed => Apply(screen, parsed.GetValue(data)!, parsed.GetValue(process)!, stop: false));
        return command;
    }

    private static int Apply(Screen screen, string directory, string process, bool stop)
    {
        var data = new DataDirectory(Path.GetFullPath(directory));
        if (UpState.Read(data) is not { } state || !Runs(data))
        {
            screen.Errors.MarkupLineInterpolated($"[red]No 'orchestrator up' runs with the data directory {data.Root}. Name another with --data.[/]");
            return 1;
        }

        if ((process != "up" || !stop) && state.Processes.All(p => p.Name != process))
        {
            screen.Errors.MarkupLineInterpolated($"[red]There is no process '{process}' there. There are {string.Join(", ", state.Processes.Select(p => p.Name))}.[/]");
            return 1;
        }

        var mark = Path.Combine(data.Stops, process);
        try
        {
            if (stop)
                PrivateFiles.Write(mark, "");
            else
                File.Delete(mark);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"'{mark}', by which 'orchestrator up' is told, cannot be changed: {e.Message}", e);
        }
    }

    // One that was killed leaves its word behind, and nobody would take the order.
    private static bool Runs(DataDirectory data)
    {
        using var free = UpLock.TryTake(data);
        return free is null;
    }
}
