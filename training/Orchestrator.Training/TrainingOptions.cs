using System.Globalization;

namespace Orchestrator.Training;

/// <summary>The command line.</summary>
internal sealed record TrainingOptions(string Data, string Out, string? Only, double? Minutes, int Seed)
{
    public const string Usage = """
        Trains the shipped models.
          dotnet run -c Release --project training/Orchestrator.Training -- --data <folder> --out models [--only nano|mini|difficulty] [--minutes <n>] [--seed <n>]
        --data     folder with nano/ and routing/ as training/README.md describes
        --out      folder that gets nano-commands/, mini-answers/ and difficulty/
        --only     train one of them
        --minutes  end each tagger's training after so long; without it the planned epochs run
        --seed     default 1
        """;

    public bool Wants(string part) => Only is null || Only == part;

    public static TrainingOptions? Parse(string[] args)
    {
        string? data = null, target = null, only = null;
        double? minutes = null;
        var seed = 1;
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            switch (args[i])
            {
                case "--data": data = args[i + 1]; break;
                case "--out": target = args[i + 1]; break;
                case "--only": only = args[i + 1]; break;
                case "--minutes": minutes = double.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--seed": seed = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                default: return null;
            }
        }

        return data is null || target is null || args.Length % 2 != 0 || only is not (null or "nano" or "mini" or "difficulty") ? null : new TrainingOptions(data, target, only, minutes, seed);
    }
}
