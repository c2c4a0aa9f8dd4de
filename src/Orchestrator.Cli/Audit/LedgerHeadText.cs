using System.Globalization;

namespace Orchestrator.Cli.Audit;

/// <summary>A ledger's head as <c>audit head</c> prints it: <c>size:root</c>.</summary>
internal static class LedgerHeadText
{
    /// <exception cref="FormatException">It is no head.</exception>
    public static (long Size, string Root) Parse(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 2 && parts[1].Length == 64 && parts[1].All(char.IsAsciiHexDigit) && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? (size, parts[1])
            : throw new FormatException($"'{text}' is no head; expected size:root as 'audit head' prints it.");
    }
}
