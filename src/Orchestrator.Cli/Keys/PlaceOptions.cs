using System.CommandLine;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Keys;

/// <summary>The options that name data directories with their keys.</summary>
/// <param name="json">What <c>--json</c> prints.</param>
internal sealed class PlaceOptions(string json = "Print one JSON object for each data directory.")
{
    private readonly Option<string> _data = new("--data")
    {
        Description = "The data directory of one process, or of a system that 'orchestrator up' made.",
        DefaultValueFactory = _ => DataDirectory.DefaultName,
        HelpName = "directory",
    };

    private readonly Option<string?> _config = new("--config") { Description = "A process's configuration file, which names its data directory and keys.", HelpName = "file" };

    private readonly Option<string?> _process = new("--process") { Description = "silo, gateway-1 or device-1, of a system that 'orchestrator up' made; all when left out.", HelpName = "process" };

    public Option<bool> Json { get; } = new("--json") { Description = json };

    public void AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_config);
        command.Options.Add(_process);
        command.Options.Add(Json);
    }

    public IReadOnlyList<KeyPlace> Find(ParseResult parsed) =>
        KeyPlace.Find(parsed.GetValue(_data)!, parsed.GetValue(_config), parsed.GetValue(_process));
}
