using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Cli.Models;
using Orchestrator.Cli.Terminal;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Routing.Profiles;
using Spectre.Console;

namespace Orchestrator.Cli.Routes;

/// <summary>The <c>route calibrate</c> command.</summary>
internal static class CalibrateCommand
{
    public static Command Create(Screen screen)
    {
        var scores = new Option<string>("--scores") { Description = "JSON Lines: {\"prompt\": …, \"score\": 0 to 1, how good the model's answer was}.", HelpName = "file", Required = true };
        var model = new Option<string>("--model") { Description = "The model's name, as targets and answers have it.", HelpName = "name", Required = true };
        var difficulty = new Option<string>("--difficulty") { Description = "The folder of the difficulty estimator.", DefaultValueFactory = _ => Path.Combine(ShippedModels.Folder, "difficulty"), HelpName = "folder" };
        var output = new Option<string>("--out") { Description = "The profile to write; name it under Orchestrator:Routing:Profiles.", DefaultValueFactory = _ => "profile.json", HelpName = "file" };
        var command = new Command("calibrate", "Make a model's profile from some hundred scored prompts, so that routing knows what it is good at") { scores, model, difficulty, output };
        command.SetAction(parsed => Run(screen, parsed.GetValue(scores)!, parsed.GetValue(model)!, parsed.GetValue(difficulty)!, parsed.GetValue(output)!));
        return command;
    }

    private static int Run(Screen screen, string scores, string model, string difficulty, string output)
    {
        try
        {
            var estimator = ShippedModels.Open(() => DifficultyEstimator.Load(difficulty));
            var scored = Read(scores).Select(s => (estimator.Estimate(s.Prompt), s.Score)).ToList();
            var profile = ProfileFit.Of(model, ((IDifficultyEstimator)estimator).Version, scored);
            File.WriteAllBytes(output, profile.Write());
            screen.People.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{output}: {model}, {profile.Prompts} prompts, mean score {scored.Average(s => s.Score):0.000}; calibration error on prompts left out {profile.CalibrationError:0.000}");
            return 0;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            screen.Errors.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return 2;
        }
    }

    private static IEnumerable<(string Prompt, double Score)> Read(string file)
    {
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                yield return Parse(line, file, number);
        }
    }

    private static (string Prompt, double Score) Parse(string line, string file, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("prompt", out var prompt) && prompt.ValueKind == JsonValueKind.String
                && json.RootElement.TryGetProperty("score", out var score) && score.ValueKind == JsonValueKind.Number && score.TryGetDouble(out var value) && value is >= 0 and <= 1)
                return (prompt.GetString()!, value);
        }
        catch (JsonException)
        {
            // Told below, without the line: it may hold what nobody should read in a terminal.
        }

        throw new FormatException($"{file}, line {number}: expected {{\"prompt\": a text, \"score\": a number from 0 to 1}}.");
    }
}
