using System.CommandLine;
using Orchestrator.Cli.Terminal;
using Orchestrator.Privacy;
using Spectre.Console;

namespace Orchestrator.Cli.Policies;

/// <summary>The <c>policy validate</c> command.</summary>
internal static class ValidateCommand
{
    public static Command Create(Screen screen)
    {
        var files = new Argument<string[]>("policy") { Description = "Policy files, or strict, balanced or open.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("validate", "Check policy files; each error names the file, the line, the key and what is allowed; exit code 1 if one cannot be used") { files };
        command.SetAction(parsed =>
        {
            // Each file is looked at, also behind one that is broken.
            var sound = parsed.GetValue(files)!.Select(file => IsSound(file, screen)).ToList();
            return sound.TrueForAll(static s => s) ? 0 : 1;
        });
        return command;
    }

    private static bool IsSound(string file, Screen screen)
    {
        try
        {
            var policy = PrivacyPolicy.Named(file);
            screen.People.MarkupLineInterpolated($"[green]✓[/] {policy.Version}, revision {policy.Revision}, {TerminalText.Counted(policy.RuleCount, "rule")}");
            foreach (var type in policy.TypesNamed.Except(FindingTypes.All, StringComparer.Ordinal))
                screen.People.MarkupLineInterpolated($"    [yellow]![/] no detector that comes along finds {type}; is it misspelt?");
            return true;
        }
        catch (Exception e) when (e is PolicyException or IOException or UnauthorizedAccessException)
        {
            screen.Errors.MarkupLineInterpolated($"[red]✗[/] {e.Message}");
            return false;
        }
    }
}
