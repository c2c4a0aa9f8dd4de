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
        var data = new Option<string?>("--data") { Description = "The data directory of a device, or of a system that 'orchestrator up' made: decide with its options and what it learned.", HelpName = "directory" };
        var tenant = new Option<string>("--tenant") { Description = "Whose turn it would be.", DefaultValueFactory = _ => "default", HelpName = "tenant" };
        var routing = new Option<string?>("--routing") { Description = "A configuration file with other values under Orchestrator:Routing.", HelpName = "file" };
        var command = new Command("explain", "Say where a prompt that enters at the device would go, and why") { policy, models, data, tenant, routing };
        var texts = new TextCommand(command, "prompt");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var own = ProcessRouting.Of(parsed.GetValue(data), parsed.GetValue(tenant)!, parsed.GetValue(routing));
            using var entry = ShippedModels.Open(() => new DeviceEntry(parsed.GetValue(models)!, ScanCommand.LoadPolicy(parsed.GetValue(policy)), own));
            return await texts.RunAsync(parsed, screen, async (prompt, stop) => await entry.DecideAsync(prompt, stop), cancellationToken);
        });
        return command;
    }
}
