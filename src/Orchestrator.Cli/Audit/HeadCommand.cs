using System.CommandLine;
using Orchestrator.Cli.Terminal;
using Orchestrator.Cli.Up;
using Orchestrator.Storage.Ledgers;

namespace Orchestrator.Cli.Audit;

/// <summary>The <c>audit head</c> command.</summary>
internal static class HeadCommand
{
    public static Command Create(Screen screen)
    {
        var data = new Argument<string>("directory") { Description = "The data directory, or a ledger's own.", DefaultValueFactory = _ => DataDirectory.DefaultName };
        var command = new Command("head", "Print where each ledger stands; keep the line elsewhere, and give it to 'audit verify --head' later") { data };
        command.SetAction(parsed =>
        {
            foreach (var place in LedgerPlace.Find(Path.GetFullPath(parsed.GetValue(data)!)))
            {
                var verifier = LedgerAudit.Verify(place, Orchestrator.Link.Identity.Ed25519LedgerSigner.Check);
                screen.Output.WriteLine($"{verifier.State.Tree.Size}:{verifier.State.Tree.Root} {place}");
            }

            return 0;
        });
        return command;
    }
}
