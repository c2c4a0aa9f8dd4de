using Spectre.Console;

namespace Orchestrator.Cli.Terminal;

/// <summary>Asks the person at the terminal before what cannot be undone.</summary>
/// <param name="answers">What the person types.</param>
/// <param name="screen">Asks on standard error, so that results stay alone on standard output.</param>
/// <param name="person">Whether there is anybody to ask.</param>
internal sealed class Confirmation(TextReader answers, Screen screen, bool person)
{
    public static Confirmation OfProcess(Screen screen) => new(Console.In, screen, !Console.IsInputRedirected);

    /// <summary>True when it was confirmed, or nobody is there and nobody need be.</summary>
    /// <param name="question">What would be done.</param>
    /// <param name="needsWord">Whether, with nobody to ask, it has to be said beforehand.</param>
    /// <exception cref="FormatException">Nobody is there to confirm what needs a word.</exception>
    public bool Ask(string question, bool needsWord)
    {
        if (!person)
            return !needsWord ? true : throw new FormatException($"{question} Nobody is at the terminal to confirm it: say --yes.");
        screen.Errors.MarkupInterpolated($"{question} It cannot be undone. [bold]Go on?[/] (y/N) ");
        return answers.ReadLine()?.Trim() is { } answer
            && (answer.Equals("y", StringComparison.OrdinalIgnoreCase) || answer.Equals("yes", StringComparison.OrdinalIgnoreCase));
    }
}
