namespace Orchestrator.Cli.Terminal;

/// <summary>Text of models on its way to a terminal.</summary>
internal static class TerminalText
{
    /// <summary>The text without control characters, which could move the cursor, change the title or answer questions to the terminal.</summary>
    public static string Safe(string text) =>
        text.Any(IsControl) ? string.Concat(text.Where(c => !IsControl(c))) : text;

    private static bool IsControl(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
