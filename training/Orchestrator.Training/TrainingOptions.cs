using System.Globalization;

namespace Orchestrator.Training;

/// <summary>The command line.</summary>
internal sealed record TrainingOptions
{
    public const string Usage = """
        Makes the shipped models.
          dotnet run -c Release --project training/Orchestrator.Training -- --data <folder> --out models [--only <model>] [--minutes <n>] [--seed <n>]
                                                                            [--work <folder>] [--python <command>] [--step prepare|train|heads|publish|answers|misses]
        --data     folder with nano/ and routing/ as training/README.md describes
        --out      folder that gets a folder for each model
        --only     taggers, decoders or difficulty
        --minutes  how long the training may take, all models together; default 30
        --seed     default 1
        --work     folder for prepared arrays and trained weights; default 'work' beside --out
        --python   a Python that has torch and numpy; default python3
        --step     answers asks the decoders in --out held-out turns and writes what the cascade is calibrated with into --work; misses prints what the models in --out
                   get wrong of the half of the held-out texts that calibrates, the decoders' by kind; the others are
                   one step of the training alone: weights may be trained on another machine, by 'python3 training/trainer/train.py <work> --minutes <n>'
        """;

    public required string Data { get; init; }

    public required string Out { get; init; }

    public required string Work { get; init; }

    public string? Only { get; init; }

    public string? Step { get; init; }

    public string Python { get; init; } = "python3";

    public double Minutes { get; init; } = 30;

    public int Seed { get; init; } = 1;

    public bool Wants(string part) => Only is null || Only == part;

    public bool Does(string step) => Step is null || Step == step;

    public static TrainingOptions? Parse(string[] args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < args.Length; i += 2)
            given[args[i]] = args[i + 1];
        string[] known = ["--data", "--out", "--only", "--minutes", "--seed", "--work", "--python", "--step"];
        if (args.Length % 2 != 0 || given.Keys.Except(known).Any() || !given.TryGetValue("--data", out var data) || !given.TryGetValue("--out", out var target)
            || given.GetValueOrDefault("--only") is not (null or "taggers" or "decoders" or "difficulty")
            || given.GetValueOrDefault("--step") is not (null or "prepare" or "train" or "heads" or "publish" or "answers" or "misses")
            || !double.TryParse(given.GetValueOrDefault("--minutes", "30"), CultureInfo.InvariantCulture, out var minutes)
            || !int.TryParse(given.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture, out var seed))
            return null;
        return new()
        {
            Data = data,
            Out = target,
            Work = given.GetValueOrDefault("--work", Path.Combine(target, "..", "work")),
            Only = given.GetValueOrDefault("--only"),
            Step = given.GetValueOrDefault("--step"),
            Python = given.GetValueOrDefault("--python", "python3"),
            Minutes = minutes,
            Seed = seed,
        };
    }
}
