using System.Globalization;
using Orchestrator.Cli.Terminal;
using Orchestrator.Conversations.Erasure;
using Spectre.Console;

namespace Orchestrator.Cli.Erasure;

/// <summary>A receipt for people.</summary>
internal static class ReceiptText
{
    public static void Write(IAnsiConsole console, string host, ErasureReceipt receipt)
    {
        console.MarkupLineInterpolated($"[green]✓[/] [bold]{TerminalText.Counted(receipt.Conversations, "conversation")} erased[/] at {host}");
        foreach (var (name, value) in Lines(receipt))
            console.MarkupLineInterpolated($"    [grey]{name,-10}[/] {TerminalText.Safe(value)}");
    }

    public static IEnumerable<(string Name, string Value)> Lines(ErasureReceipt receipt)
    {
        yield return ("erasure", receipt.ErasureId);
        yield return ("of", Subject(receipt));
        yield return ("gone", $"{TerminalText.Counted(receipt.Events, "event")}, {TerminalText.Counted(receipt.KeysDestroyed, "key")}");
        yield return ("asked", Time(receipt.RequestedAt));
        yield return ("completed", Time(receipt.CompletedAt));
        yield return ("keys", receipt.GenerationAfter == receipt.GenerationBefore
            ? $"generation {receipt.GenerationAfter}; there were none to destroy"
            : $"generation {receipt.GenerationBefore} → {receipt.GenerationAfter}; key-encryption key {receipt.KeyEncryptionKeyId}, under top key {receipt.TopKeyId}, is destroyed");
        yield return ("covered", receipt.CoveredAt is { } covered ? $"since {Time(covered)}, when the top key was rotated" : "not yet: the top key has not been rotated since");
        foreach (var node in receipt.Nodes)
        {
            yield return ("node", node.ConfirmedAt is { } confirmed
                ? $"{node.Node}: {TerminalText.Counted(node.Conversations, "conversation")}, {TerminalText.Counted(node.Events, "event")}, confirmed {Time(confirmed)}"
                : $"{node.Node}: not yet; it is told when it is linked");
        }

        yield return ("remains", receipt.Remains);
    }

    public static string Subject(ErasureReceipt receipt) => receipt.Scope switch
    {
        ErasureScope.Conversation => $"conversation {receipt.Conversation} of owner {receipt.Owner}, tenant {receipt.Tenant}",
        ErasureScope.Owner => $"owner {receipt.Owner}, tenant {receipt.Tenant}",
        _ => $"tenant {receipt.Tenant}",
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
