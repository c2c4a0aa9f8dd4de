using System.Globalization;
using Orchestrator.Cli.Erasure;
using Orchestrator.Cli.Terminal;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Storage.Protection;
using Spectre.Console;

namespace Orchestrator.Cli.Keys;

/// <summary>What a key file says of itself, for people.</summary>
internal static class KeyStatusText
{
    public static void Write(IAnsiConsole console, KeyPlace place, KeyFileReport report, IReadOnlyList<ErasureReceipt>? covered = null)
    {
        var mark = report.Problem is not null || report.OpenToOthers ? "[red]✗[/]" : report.DevelopmentKey ? "[yellow]![/]" : "[green]✓[/]";
        console.MarkupLine($"{mark} [bold]{Markup.Escape(place.Name)}[/]");
        foreach (var (name, value) in Lines(place, report))
            console.MarkupLineInterpolated($"    [grey]{name,-10}[/] {value}");
        if (covered is null)
            return;
        console.MarkupLineInterpolated($"    [grey]{"covered",-10}[/] {TerminalText.Counted(covered.Count, "erasure")}: older copies of the key file open with the key before alone");
        foreach (var receipt in covered)
            console.MarkupLineInterpolated($"    [grey]{"",-10}[/] {TerminalText.Safe($"{receipt.ErasureId}: {ReceiptText.Subject(receipt)}; {TerminalText.Counted(receipt.KeysDestroyed, "key")} under top key {receipt.TopKeyId}")}");
    }

    public static IEnumerable<(string Name, string Value)> Lines(KeyPlace place, KeyFileReport report)
    {
        yield return ("data", Path.GetFullPath(place.Keys.DataDirectory));
        yield return ("held by", Holder(report));
        yield return ("key file", report.Exists ? $"{report.Path}, {Rights(report)}, {report.SizeBytes} bytes" : report.Path);
        if (report.Problem is { } problem)
        {
            yield return ("problem", problem);
            yield break;
        }

        yield return ("top key", $"{report.TopKeyId}, {Kind(place.Keys, report)}");
        yield return ("generation", $"{report.Generation.ToString(CultureInfo.InvariantCulture)}, key-encryption key {report.KeyEncryptionKeyId}");
        yield return ("keys", $"{TerminalText.Counted(report.Keys, "key")} of conversations, those made ahead included");
    }

    /// <summary>Where the top key comes from.</summary>
    public static string Kind(KeyRingOptions keys, KeyFileReport report) => report.DevelopmentKey
        ? "a development key, which lies in the data directory: whoever has the directory can read it"
        : keys.TopKey switch
        {
            { File: { Length: > 0 } file } => $"the operator's; configured from the file {file}",
            { Environment: { Length: > 0 } variable } => $"the operator's; configured from the variable {variable}",
            { Command: { Length: > 0 } command } => $"the operator's; configured from the program {command}",
            _ => "the operator's; nothing here tells where it is kept",
        };

    private static string Holder(KeyFileReport report) => (report.Owned, report.Owner) switch
    {
        (true, { } owner) => $"process {owner.ProcessId} ({owner.ProcessName} on {owner.Machine}, since {owner.Since:u})",
        (true, null) => "a process that has not yet written its name",
        _ => "nobody",
    };

    private static string Rights(KeyFileReport report) => report.Rights is not { } rights ? "rights left to the system"
        : report.OpenToOthers ? $"rights {Octal(rights)}: OPEN TO OTHERS ('chmod 600 {report.Path}')"
        : $"rights {Octal(rights)}";

    public static string Octal(UnixFileMode rights) => Convert.ToString((int)rights, 8);
}
