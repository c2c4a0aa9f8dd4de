using System.CommandLine;
using Orchestrator.Cli.Batch;
using Orchestrator.Cli.Terminal;

namespace Orchestrator.Cli.Models;

/// <summary>The <c>models run</c> command.</summary>
internal static class RunCommand
{
    public static Command Create(Screen screen)
    {
        var model = new Argument<string>("model") { Description = "A model that ships (nano-commands, mini-answers, or name@sha256:hex), or a model's folder." };
        var signals = new Option<bool>("--signals") { Description = "With --jsonl, of a decoder: also what its tokens say of the answer, by which a cascade is calibrated (docs/routing.md)." };
        var command = new Command("run", "Run prompts on a local model, without a running system") { model, signals };
        var texts = new TextCommand(command, "prompt");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(model)!;
            using var run = ShippedModels.Open(() => new ModelRun(ShippedModels.Find(name), name.Contains("@sha256:", StringComparison.Ordinal) ? name : null));
            return await texts.RunAsync(parsed, screen, async (prompt, token) => await run.RunAsync(prompt, parsed.GetValue(signals), token), cancellationToken);
        });
        return command;
    }
}
