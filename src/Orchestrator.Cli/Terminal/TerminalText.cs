using System.Globalization;

namespace Orchestrator.Cli.Terminal;

/// <summary>Text on its way to a terminal.</summary>
internal static class TerminalText
{
    /// <summary>The text without control characters, which could move the cursor, change the title or answer questions to the terminal.</summary>
    public static string Safe(string text) =>
        text.Any(IsControl) ? string.Concat(text.Where(c => !IsControl(c))) : text;

    /// <summary>A number with what it counts: <c>1 key</c>, <c>2 keys</c>.</summary>
    public static string Counted(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static bool IsControl(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
