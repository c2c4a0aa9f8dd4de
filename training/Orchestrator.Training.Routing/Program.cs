using System.Globalization;
using Orchestrator.Training.Report;

const string Usage = """
    Measures routing on prompts held out, random, prompt length and oracle beside it.
      dotnet run -c Release --project training/Orchestrator.Training.Routing -- report --data <folder> [--seeds <n>]
    --data     folder with mmlu_dev.jsonl, gsm8k_dev.jsonl, crux.jsonl and math-l5.jsonl as training/README.md describes
    --seeds    splits and trainings to average, default 3
    """;

string? data = null;
var seeds = 3;
for (var i = 1; i + 1 < args.Length; i += 2)
{
    if (args[i] == "--data")
        data = args[i + 1];
    else if (args[i] == "--seeds" && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0)
        seeds = n;
}

if (args.Length % 2 == 0 || args[0] != "report" || data is null)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

RoutingReport.Write(data, seeds, Console.Out);
return 0;
