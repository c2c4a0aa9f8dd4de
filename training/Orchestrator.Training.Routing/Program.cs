using System.Globalization;
using Orchestrator.Training.Cascade;
using Orchestrator.Training.Difficulty;
using Orchestrator.Training.Profiles;
using Orchestrator.Training.Report;

const string Usage = """
    Measures routing on prompts held out, random, prompt length and oracle beside it.
      dotnet run -c Release --project training/Orchestrator.Training.Routing -- report --data <folder> [--seeds <n>]
    Trains the two benefit heads of a difficulty model anew and puts them in its folder; the other heads stay.
      dotnet run -c Release --project training/Orchestrator.Training.Routing -- benefit --data <folder> --model <folder> --version <n.n.n> [--seeds <seed>]
    Finds the groups of prompts that profiles of models are made by, and puts them into a difficulty model's folder.
      dotnet run -c Release --project training/Orchestrator.Training.Routing -- groups --data <folder> --model <folder> --version <n.n.n> [--seeds <seed>]
    Measures how good a model is that joins from some scored prompts.
      dotnet run -c Release --project training/Orchestrator.Training.Routing -- profiles --data <folder> [--seeds <n>]
    Calibrates a cascade: when answers of a local model are kept. --out puts it into the model's folder; --judged prints what it keeps of other answers.
      dotnet run -c Release --project training/Orchestrator.Training.Routing -- cascade --answers <file> [--judged <file>] [--out <folder>]
    --data     folder with mmlu_dev.jsonl, gsm8k_dev.jsonl, crux.jsonl, math-l5.jsonl and dcrouter_preprocessed__train.json as training/README.md describes
    --seeds    splits and trainings to average, default 3
    """;

string? data = null, model = null, version = null, answers = null, held = null, target = null;
var seeds = 3;
for (var i = 1; i + 1 < args.Length; i += 2)
{
    if (args[i] == "--data")
        data = args[i + 1];
    else if (args[i] == "--model")
        model = args[i + 1];
    else if (args[i] == "--version")
        version = args[i + 1];
    else if (args[i] == "--answers")
        answers = args[i + 1];
    else if (args[i] == "--judged")
        held = args[i + 1];
    else if (args[i] == "--out")
        target = args[i + 1];
    else if (args[i] == "--seeds" && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0)
        seeds = n;
}

switch (args)
{
    case ["report", ..] when args.Length % 2 == 1 && data is not null:
        RoutingReport.Write(data, seeds, Console.Out);
        return 0;
    case ["benefit", ..] when args.Length % 2 == 1 && data is not null && model is not null && version is not null:
        BenefitPublisher.Publish(data, model, version, seeds);
        return 0;
    case ["groups", ..] when args.Length % 2 == 1 && data is not null && model is not null && version is not null:
        ClusterPublisher.Publish(data, model, version, seeds);
        return 0;
    case ["profiles", ..] when args.Length % 2 == 1 && data is not null:
        Console.WriteLine(new ProfileStudy(data).Run(seeds));
        return 0;
    case ["cascade", ..] when args.Length % 2 == 1 && answers is not null && (held ?? target) is not null:
        var judge = CascadeCalibration.Of(JudgedAnswer.Read(answers), seed: 1);
        if (target is not null)
            CascadePublisher.Publish(judge, target);
        if (held is not null)
            Console.WriteLine(CascadeReport.Of(judge, JudgedAnswer.Read(held)));
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
