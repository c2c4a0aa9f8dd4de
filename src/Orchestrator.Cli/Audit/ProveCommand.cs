using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Terminal;
using Orchestrator.Cli.Up;
using Orchestrator.Storage.Ledgers;

namespace Orchestrator.Cli.Audit;

/// <summary>The <c>audit prove</c> command.</summary>
internal static class ProveCommand
{
    public static Command Create(Screen screen)
    {
        var data = new Argument<string>("directory") { Description = "A process's data directory, or a ledger's own.", DefaultValueFactory = _ => DataDirectory.DefaultName };
        var record = new Option<int?>("--record") { Description = "The record to prove, from 0, as its own 'sequence' says.", HelpName = "number" };
        var from = new Option<int?>("--from") { Description = "The size of an earlier head, to prove that the ledger still begins with it.", HelpName = "size" };
        var size = new Option<int?>("--size") { Description = "The size of the head that it is proven for; the ledger's present one otherwise.", HelpName = "size" };
        var command = new Command("prove", "Print the proof that one record, or all up to an earlier head, are in the ledger; 'audit check' checks it without the ledger") { data, record, from, size };
        command.SetAction(parsed =>
        {
            var places = LedgerPlace.Find(Path.GetFullPath(parsed.GetValue(data)!));
            if (places.Count > 1)
                throw new FormatException($"There are {places.Count} ledgers here; name one: {string.Join(", ", places)}");
            var lines = File.ReadLines(Path.Combine(places[0], LedgerFile.FileName)).Take(parsed.GetValue(size) ?? int.MaxValue).ToList();
            var proof = (parsed.GetValue(record), parsed.GetValue(from)) switch
            {
                ({ } at, null) when at >= 0 && at < lines.Count => LedgerProof.OfRecord(lines, at),
                (null, { } earlier) when earlier >= 1 && earlier <= lines.Count => LedgerProof.OfHead(lines, earlier),
                ({ }, { }) or (null, null) => throw new FormatException("Give either --record or --from."),
                _ => throw new FormatException($"The ledger has {lines.Count} records; --record goes from 0 to {lines.Count - 1}, --from from 1 to {lines.Count}."),
            };
            screen.Output.WriteLine(JsonSerializer.Serialize(proof, LedgerProofJson.Default.LedgerProof));
            return 0;
        });
        return command;
    }
}
