using System.CommandLine;
using Orchestrator.Cli.Keys;
using Orchestrator.Cli.Models;
using Orchestrator.Cli.Privacy;
using Orchestrator.Cli.Terminal;
using Orchestrator.Privacy;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Storage.Ownership;
using Orchestrator.Storage.Protection;
using Spectre.Console;

namespace Orchestrator.Cli.Routes.Replay;

/// <summary>The <c>route replay</c> command.</summary>
internal static class ReplayCommand
{
    public static Command Create(Screen screen)
    {
        var at = new PlaceOptions("Print one JSON object for each turn.");
        var dial = new Option<string?>("--dial") { Description = "Another dial: 0 to 1, or cheapest, economy, balanced, careful, best. A turn's own stays.", HelpName = "dial" };
        var policy = new Option<string?>("--policy") { Description = "Another policy file. Texts are then read and judged anew.", HelpName = "file" };
        var difficulty = new Option<string?>("--difficulty") { Description = "The folder of another difficulty estimator. Texts are then read and estimated anew.", HelpName = "folder" };
        var routing = new Option<string?>("--routing") { Description = "A configuration file with other values under Orchestrator:Routing.", HelpName = "file" };
        var command = new Command("replay", "Decide the turns of a stopped process's journal again, with another policy, dial, router or estimator, and say what would change") { dial, policy, difficulty, routing };
        at.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            screen,
            at.Find(parsed),
            Replayer(parsed.GetValue(dial), parsed.GetValue(policy), parsed.GetValue(difficulty), parsed.GetValue(routing)),
            parsed.GetValue(at.Json),
            cancellationToken));
        return command;
    }

    /// <exception cref="FormatException">An argument cannot be used.</exception>
    internal static Replayer Replayer(string? dial, string? policy, string? difficulty, string? routing) => new(ProcessRouting.ReadOptions(routing))
    {
        Dial = dial is null ? null : QualityDial.TryParse(dial, out var value) ? value : throw new FormatException($"'{dial}' is no dial. Use a number from 0 to 1, or {string.Join(", ", QualityDial.Presets.Select(p => p.Name))}."),
        Gate = policy is null ? null : new(new TextAnalyzer(), ScanCommand.LoadPolicy(policy), LedgerKey.Create(), TimeProvider.System),
        Estimator = difficulty is null ? null : ShippedModels.Open(() => DifficultyEstimator.Load(difficulty)),
    };

    internal static async Task<int> RunAsync(Screen screen, IReadOnlyList<KeyPlace> places, Replayer replayer, bool json, CancellationToken cancellationToken)
    {
        foreach (var place in places)
        {
            var summary = new ReplaySummary();
            try
            {
                await foreach (var turn in new JournalTurns(place, replayer.NeedsTexts).ReadAsync(cancellationToken))
                {
                    var replayed = replayer.Replay(turn);
                    summary.Add(replayed);
                    if (json)
                        screen.Output.WriteLine(replayed.ToJson());
                }
            }
            catch (Exception exception) when (exception is DataDirectoryInUseException or KeyRingException or AnalysisFailedException)
            {
                screen.Errors.MarkupLineInterpolated($"[red]{place.Name}: {exception.Message}[/]");
                return 1;
            }

            if (!json)
                summary.Print(screen.People, place.Name);
        }

        return 0;
    }
}
