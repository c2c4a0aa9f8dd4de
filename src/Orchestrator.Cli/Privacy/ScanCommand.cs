using System.CommandLine;
using Orchestrator.Cli.Batch;
using Orchestrator.Cli.Terminal;
using Orchestrator.Privacy;

namespace Orchestrator.Cli.Privacy;

/// <summary>The <c>privacy scan</c> command.</summary>
internal static class ScanCommand
{
    public static Command Create(Screen screen)
    {
        var policy = new Option<string?>("--policy") { Description = "The policy whose verdicts are shown: a file, or strict, balanced or open.", HelpName = "file" };
        var recognizers = RecognizersOption.Create();
        var command = new Command("scan", "Find what is sensitive in a text, and what each zone may read of it") { policy, recognizers };
        var texts = new TextCommand(command, "text");
        command.SetAction((parsed, cancellationToken) =>
        {
            var analyzer = recognizers.Analyzer(parsed);
            var rules = LoadPolicy(parsed.GetValue(policy));
            return texts.RunAsync(parsed, screen, (text, _) => Task.FromResult<ILineResult>(new ScanResult(text, analyzer.Analyze(text), rules)), cancellationToken);
        });
        return command;
    }

    /// <summary>The policy of a file, or a built-in one.</summary>
    /// <exception cref="FormatException">It cannot be used; the message says where and why.</exception>
    public static PrivacyPolicy LoadPolicy(string? file)
    {
        try
        {
            return PrivacyPolicy.Named(file);
        }
        catch (Exception exception) when (exception is PolicyException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }
}
