using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Terminal;
using Spectre.Console;

namespace Orchestrator.Cli.Audit;

/// <summary>The <c>audit check</c> command.</summary>
internal static class CheckCommand
{
    public static Command Create(Screen screen)
    {
        var file = new Argument<string>("proof") { Description = "The file with what 'audit prove' printed." };
        var heads = new Option<string[]>("--head") { Description = "The head that you kept; for a proof between two heads both, the earlier first.", HelpName = "size:root", Required = true };
        var key = new Option<string?>("--key") { Description = "The node's public key, to check the record's signature too.", HelpName = "hex" };
        var command = new Command("check", "Check a proof against a head, without the ledger; exit code 1 if it does not hold") { file, heads, key };
        command.SetAction(parsed =>
        {
            var kept = parsed.GetValue(heads)!.Select(LedgerHeadText.Parse).ToList();
            var (proof, problem) = Read(parsed.GetValue(file)!);
            if (proof is not null)
            {
                problem = kept[^1].Size != proof.Size ? $"it is for a head of size {proof.Size}, not {kept[^1].Size}"
                    : proof.Record is null && (kept.Count != 2 || kept[0].Size != proof.At) ? $"it is between the heads of sizes {proof.At} and {proof.Size}: give both, the earlier first"
                    : Hold(proof, kept, parsed.GetValue(key));
            }

            if (problem is null)
                screen.People.MarkupLine(proof!.Record is null ? "[green]✓[/] the later ledger begins with the earlier one" : "[green]✓[/] the record is in the ledger with this head");
            else
                screen.People.MarkupLineInterpolated($"[red]✗[/] the proof does not hold: {problem}");
            return problem is null ? 0 : 1;
        });
        return command;
    }

    private static (LedgerProof? Proof, string? Problem) Read(string file)
    {
        try
        {
            return (JsonSerializer.Deserialize(File.ReadAllText(file), LedgerProofJson.Default.LedgerProof) ?? throw new JsonException(), null);
        }
        catch (JsonException)
        {
            return (null, "the file does not hold what 'audit prove' prints");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static string? Hold(LedgerProof proof, List<(long Size, string Root)> kept, string? key)
    {
        try
        {
            return proof.Problem(kept[^1].Root, kept.Count == 2 ? kept[0].Root : null, key);
        }
        catch (FormatException)
        {
            return "a hash or the key is not in hex";
        }
    }
}
