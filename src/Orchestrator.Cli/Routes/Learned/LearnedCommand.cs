using System.CommandLine;
using System.Globalization;
using Orchestrator.Cli.Terminal;
using Orchestrator.Cli.Up;
using Spectre.Console;

namespace Orchestrator.Cli.Routes.Learned;

/// <summary>The <c>route learned</c> command: asks the processes that run, and reads the files of those that do not.</summary>
internal static class LearnedCommand
{
    public static Command Create(Screen screen)
    {
        var data = new Option<string>("--data") { Description = "The data directory of a system that 'orchestrator up' made, or of one process.", DefaultValueFactory = _ => DataDirectory.DefaultName, HelpName = "directory" };
        var process = new Option<string?>("--process") { Description = "silo, gateway-1 or device-1, of a system that 'orchestrator up' made; all when left out.", HelpName = "process" };
        var endpoint = new Option<string?>("--endpoint") { Description = "The HTTP address of a host that runs, instead of a data directory.", HelpName = "url" };
        var key = new Option<string?>("--key") { Description = "An API key with the scope routing; ORCHESTRATOR_KEY, or the data directory's, when left out.", HelpName = "key" };
        var forget = new Option<string?>("--forget") { Description = "Forget what was learned for this tenant.", HelpName = "tenant" };
        var model = new Option<string?>("--model") { Description = "With --forget: of this model only.", HelpName = "name" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object for each row." };
        var command = new Command("learned", "Show what feedback, escalations and asking again moved in routing, or forget it") { data, process, endpoint, key, forget, model, json };
        command.SetAction((parsed, cancellationToken) =>
        {
            var directory = new DataDirectory(Path.GetFullPath(parsed.GetValue(data)!));
            var places = Find(screen, directory, parsed.GetValue(process), parsed.GetValue(endpoint), parsed.GetValue(key));
            return RunAsync(screen, places, parsed.GetValue(forget), parsed.GetValue(model), parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static ILearnedPlace[] Find(Screen screen, DataDirectory directory, string? process, string? endpoint, string? key)
    {
        key ??= Environment.GetEnvironmentVariable("ORCHESTRATOR_KEY") ?? ApiKey.Read(directory.KeyFile)?.Secret;
        if (endpoint is not null)
            return [new RunningProcess(endpoint, key)];
        if (StoppedProcess.IsPlace(directory.Root))
            return [new StoppedProcess(screen, directory.Root)];
        var state = UpState.Read(directory);
        (string Name, string? Address)[] processes = [(ProcessConfigs.Device, state?.Device.Http), (ProcessConfigs.Gateway, state?.Gateway.Http), (ProcessConfigs.Silo, state?.Silo.Http)];
        ILearnedPlace[] places = [.. processes
            .Where(p => (process is null || p.Name == process) && (p.Address is not null || StoppedProcess.IsPlace(directory.DataOf(p.Name))))
            .Select(p => p.Address is { } address ? (ILearnedPlace)new RunningProcess(address, key) : new StoppedProcess(screen, directory.DataOf(p.Name)))];
        return places.Length > 0
            ? places
            : throw new FormatException($"{directory.Root} holds nothing that a process{(process is null ? "" : $" '{process}'")} learned, and no 'orchestrator up' runs with it. Name a data directory with --data, or a host that runs with --endpoint.");
    }

    private static async Task<int> RunAsync(Screen screen, IReadOnlyList<ILearnedPlace> places, string? forget, string? model, bool json, CancellationToken cancellationToken)
    {
        if (model is not null && forget is null)
            throw new FormatException("--model says of which model to forget what was learned: name the tenant with --forget as well.");
        foreach (var place in places)
        {
            if (forget is not null)
            {
                var (node, rows) = await place.ForgetAsync(forget, model, cancellationToken);
                screen.People.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{node}: {rows} rows of {forget} forgotten.");
                continue;
            }

            foreach (var line in await place.ListAsync(cancellationToken))
            {
                if (json)
                    screen.Output.WriteLine(line.ToJson());
                else
                    screen.People.MarkupLineInterpolated($"{line}");
            }
        }

        return 0;
    }
}
