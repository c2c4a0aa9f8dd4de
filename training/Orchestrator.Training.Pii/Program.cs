using Orchestrator;
using Orchestrator.Privacy;
using Orchestrator.Training.Pii;

if (args.Length < 3 || args[0] is not ("check" or "misses" or "train"))
{
    Console.Error.WriteLine("""
        Trains the tagger of people, places, organisations, addresses, titles, nationalities and ages.
          dotnet run -c Release --project training/Orchestrator.Training.Pii -- check|misses|train <data folder> <repository> [epochs] [seed]
        check  measures on templates that were kept out of training, in four folds
        misses the same, and prints the texts with a mistake
        train  does the same, then trains on all and writes <repository>/models/pii-tagger
        """);
    return 2;
}

var sources = new Sources(args[1]);
var epochs = args.Length > 3 ? int.Parse(args[3]) : 14;
var seed = args.Length > 4 ? int.Parse(args[4]) : 1;
const int Folds = 4;

var total = new SpanEvaluation();
for (var fold = 0; fold < Folds; fold++)
{
    var held = sources.Marked.Where(t => t.Template / 2 % Folds == fold).ToList();
    var (features, weights) = Train(sources.Marked.Where(t => t.Template / 2 % Folds != fold).ToList());
    var tagger = new NameTagger(features, weights);
    var analyzer = new TextAnalyzer([.. Detectors.With().Where(static d => d is not NameDetector), new NameDetector(new(() => tagger))]);
    foreach (var text in held)
    {
        var findings = analyzer.Analyze(text.Text).Findings;
        total.Add(text, findings);
        if (args[0] == "misses")
            Misses(text, findings);
    }

}

Console.WriteLine(EvaluationTable.Of(total));
if (args[0] != "train")
    return 0;

var all = Train(sources.Marked);
var folder = Directory.CreateDirectory(Path.Combine(args[2], "models", "pii-tagger")).FullName;
using (var file = File.Create(Path.Combine(folder, "weights.bin")))
    NameTagger.Write(file, all.Features, all.Weights);
File.WriteAllText(Path.Combine(folder, "README.md"), ModelCard.Of(total, all.Features.Length, new FileInfo(Path.Combine(folder, "weights.bin")).Length, epochs, seed));
return 0;

(uint[] Features, short[] Weights) Train(IReadOnlyList<LabelledText> marked)
{
    var filler = new TemplateFiller(seed);
    var requests = sources.Requests().Where((_, i) => i % 4 == 0).Take(3500).ToList();
    var technical = Sources.Technical(args[2]).ToList();
    return new PerceptronTrainer { Seed = seed }.Train(
        epoch =>
        [
            .. marked.Select(filler.Vary),
            .. Enumerable.Range(0, 14).SelectMany(_ => Sources.Templates.Select(filler.Fill)),
            .. Sources.Negatives.Concat(Sources.Negatives).Concat(Sources.Negatives).Select(Sources.Plain),
            .. requests,
            .. technical,
        ],
        epochs);
}

static void Misses(LabelledText text, IReadOnlyList<Finding> findings)
{
    var one = new SpanEvaluation();
    one.Add(text, findings);
    if (one.Overall.Covered == one.Overall.Marked && one.Overall.Right == one.Overall.Findings)
        return;
    Console.WriteLine($"{text.Template}: {text.Text.ReplaceLineEndings("\\n")}\n  MARKED {string.Join(" ; ", text.Spans.Select(s => s.Type + "=" + text.Text[s.Start..s.End].ReplaceLineEndings("\\n")))}\n  FOUND {string.Join(" ; ", findings.Select(s => s.Type + "=" + text.Text[s.Start..s.End].ReplaceLineEndings("\\n")))}");
}
