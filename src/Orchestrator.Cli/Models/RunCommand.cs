using System.CommandLine;
using Microsoft.Extensions.AI;
using Orchestrator.Cli.Batch;
using Orchestrator.Cli.Terminal;

namespace Orchestrator.Cli.Models;

/// <summary>The <c>models run</c> command.</summary>
internal static class RunCommand
{
    public static Command Create(Screen screen)
    {
        var model = new Argument<string>("model") { Description = "A model that ships (nano-commands, mini-answers, or name@sha256:hex), or a model's folder; an encoder embeds or labels the text." };
        var signals = new Option<bool>("--signals") { Description = "With --jsonl, of a decoder: also what its tokens say of the answer, by which a cascade is calibrated (docs/routing.md)." };
        var tools = new Option<string?>("--tools") { Description = "Tools that the model may call: a JSON array as the tools of a chat completion, or a file with one.", HelpName = "json|file" };
        var choice = new Option<string>("--tool-choice") { Description = "auto, none, required, or the name of the tool to call.", DefaultValueFactory = _ => "auto" };
        var most = new Option<int?>("--max-tokens") { Description = "Tokens that an answer may have; what the model's context has room for when left out." };
        var command = new Command("run", "Run prompts on a local model, without a running system") { model, tools, choice, most, signals };
        var texts = new TextCommand(command, "prompt");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(model)!;
            var asked = Options(parsed.GetValue(tools), parsed.GetValue(choice)!, parsed.GetValue(most));
            using var encoder = ShippedModels.Open(() => EncoderRun.Load(ShippedModels.Find(name)));
            if (encoder is not null)
            {
                if (asked.Tools is not null || asked.MaxOutputTokens is not null || parsed.GetValue(signals))
                    throw new FormatException($"'{name}' is an encoder, which writes no answer: leave out --tools, --max-tokens and --signals.");
                return await texts.RunAsync(parsed, screen, async (text, token) => await encoder.RunAsync(text, token), cancellationToken);
            }

            using var run = ShippedModels.Open(() => new ModelRun(ShippedModels.Find(name), name.Contains("@sha256:", StringComparison.Ordinal) ? name : null));
            return await texts.RunAsync(parsed, screen, async (prompt, token) => await run.RunAsync(prompt, asked, parsed.GetValue(signals), token), cancellationToken);
        });
        return command;
    }

    /// <exception cref="FormatException">A tool or a limit is not what was expected.</exception>
    private static ChatOptions Options(string? tools, string choice, int? most)
    {
        if (most < 1)
            throw new FormatException($"--max-tokens: expected 1 or more, found {most}.");
        var declared = tools is null ? [] : DeclaredTools.Read(tools);
        if (choice is not ("auto" or "none") && declared.Count == 0)
            throw new FormatException($"--tool-choice {choice}: there is no tool to call. Declare tools with --tools.");
        if (choice is not ("auto" or "none" or "required") && declared.All(t => t.Name != choice))
            throw new FormatException($"--tool-choice: '{choice}' is not one of the tools ({string.Join(", ", declared.Select(static t => t.Name))}), nor auto, none or required.");
        return new()
        {
            MaxOutputTokens = most,
            Tools = declared.Count == 0 ? null : [.. declared],
            ToolMode = choice switch { "auto" => null, "none" => ChatToolMode.None, "required" => ChatToolMode.RequireAny, _ => ChatToolMode.RequireSpecific(choice) },
        };
    }
}
