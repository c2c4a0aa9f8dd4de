using System.CommandLine;
using Orchestrator.Cli.Batch;
using Orchestrator.Cli.Terminal;

namespace Orchestrator.Cli.Privacy;

/// <summary>The <c>privacy explain</c> command.</summary>
internal static class ExplainCommand
{
    public static Command Create(Screen screen)
    {
        var policy = new Option<string?>("--policy") { Description = "The policy: a file, or strict, balanced or open.", HelpName = "policy" };
        var provider = new Option<string>("--provider") { Description = "The provider, with its region if it promises one, whose view is shown.", DefaultValueFactory = _ => "any", HelpName = "provider[/region]" };
        var recognizers = RecognizersOption.Create();
        var command = new Command("explain", "Show what in a text is sensitive, and the very text that each zone would read") { policy, provider, recognizers };
        var texts = new TextCommand(command, "text");
        command.SetAction((parsed, cancellationToken) =>
        {
            var views = new ZoneViews(recognizers.Analyzer(parsed), ScanCommand.LoadPolicy(parsed.GetValue(policy)), Zone.Parse($"cloud/{parsed.GetValue(provider)}"));
            return texts.RunAsync(parsed, screen, (text, _) => Task.FromResult<ILineResult>(views.Of(text)), cancellationToken);
        });
        return command;
    }
}
