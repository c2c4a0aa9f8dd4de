using System.CommandLine;
using Orchestrator.Cli.Terminal;
using Orchestrator.Cli.Up;
using Orchestrator.Link.Identity;
using Orchestrator.Privacy;
using Orchestrator.Storage.Ledgers;
using Spectre.Console;

namespace Orchestrator.Cli.Audit;

/// <summary>The <c>audit verify</c> command.</summary>
internal static class VerifyCommand
{
    public static Command Create(Screen screen)
    {
        var data = new Argument<string>("directory") { Description = "The data directory, or a ledger's own; a copy will do.", DefaultValueFactory = _ => DataDirectory.DefaultName };
        var key = new Option<string?>("--key") { Description = "The node's public key as you know it; otherwise the ledger's word is taken.", HelpName = "hex" };
        var heads = new Option<string[]>("--head") { Description = "A head that you kept, as 'audit head' printed it; may be given several times.", HelpName = "size:root" };
        var command = new Command("verify", "Check the ledger of what left, from its files alone: every record's signature, order and policy; exit code 1 if one is wrong") { data, key, heads };
        command.SetAction(parsed =>
        {
            var kept = (parsed.GetValue(heads) ?? []).Select(LedgerHeadText.Parse).ToList();
            var sound = LedgerPlace.Find(Path.GetFullPath(parsed.GetValue(data)!)).Select(place => Verify(place, parsed.GetValue(key), kept, screen)).ToList();
            return sound.TrueForAll(static s => s) ? 0 : 1;
        });
        return command;
    }

    private static bool Verify(string place, string? key, List<(long, string)> heads, Screen screen)
    {
        LedgerVerifier verifier;
        try
        {
            verifier = LedgerAudit.Verify(place, Ed25519LedgerSigner.Check, key, heads);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException(e.Message, e);
        }

        var clearances = Math.Max(0, verifier.State.Tree.Size - 1);
        screen.People.MarkupLineInterpolated($"{place}: {TerminalText.Counted(clearances, "clearance")}, {verifier.Replayed} replayed with the same verdict, {verifier.NotReplayed} whose policy is not at hand");
        screen.People.MarkupLineInterpolated($"    key {verifier.Key}, head {verifier.State.Tree.Size}:{verifier.State.Tree.Root}");
        foreach (var problem in verifier.Problems)
            screen.People.MarkupLineInterpolated($"    [red]✗[/] {problem}");
        if (verifier.Problems.IsEmpty)
            screen.People.MarkupLineInterpolated($"    [green]✓[/] nothing was changed, left out or put in another order{(key is null ? ", if that is the node's key" : "")}");
        return verifier.Problems.IsEmpty;
    }
}
