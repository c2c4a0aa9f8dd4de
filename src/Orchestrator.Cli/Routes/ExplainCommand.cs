using System.CommandLine;
using Orchestrator.Cli.Batch;
using Orchestrator.Cli.Models;
using Orchestrator.Cli.Privacy;
using Orchestrator.Cli.Terminal;

namespace Orchestrator.Cli.Routes;

/// <summary>The <c>route explain</c> command.</summary>
internal static class ExplainCommand
{
    public static Command Create(Screen screen)
    {
        var policy = new Option<string?>("--policy") { Description = "The policy file; the default policy otherwise.", HelpName = "file" };
        var models = new Option<string>("--models") { Description = "The folder of the models.", DefaultValueFactory = _ => ShippedModels.Folder, HelpName = "folder" };
        var command = new Command("explain", "Say where a prompt that enters at the device would go, and why") { policy, models };
        var texts = new TextCommand(command, "prompt");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var entry = ShippedModels.Open(() => new DeviceEntry(parsed.GetValue(models)!, ScanCommand.LoadPolicy(parsed.GetValue(policy))));
            return await texts.RunAsync(parsed, screen, async (prompt, stop) => await entry.DecideAsync(prompt, stop), cancellationToken);
        });
        return command;
    }
}
