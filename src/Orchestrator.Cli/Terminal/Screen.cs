using Spectre.Console;

namespace Orchestrator.Cli.Terminal;

/// <summary>Where commands write: results on standard output, everything else on standard error when machines read the results.</summary>
internal sealed class Screen
{
    private const int PlainWidth = 10_000;

    public Screen(TextWriter output, TextWriter errors, bool redirected)
    {
        Output = output;
        People = Console(output, redirected);
        Errors = Console(errors, redirected);
    }

    /// <summary>For machines: exactly what is written.</summary>
    public TextWriter Output { get; }

    /// <summary>For people, on standard output.</summary>
    public IAnsiConsole People { get; }

    /// <summary>For people, on standard error.</summary>
    public IAnsiConsole Errors { get; }

    public static Screen OfProcess() =>
        new(System.Console.Out, System.Console.Error, System.Console.IsOutputRedirected);

    private static IAnsiConsole Console(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
        });
        if (redirected)
            console.Profile.Width = PlainWidth;
        return console;
    }
}
