using Orchestrator.Training;
using Orchestrator.Training.Data;
using Orchestrator.Training.Difficulty;
using Orchestrator.Training.Native;
using Orchestrator.Training.Taggers;

if (TrainingOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(TrainingOptions.Usage);
    return 2;
}

var filter = ExampleFilter.FromResource();
filter.Prove();
var sources = new SourceTexts(options.Data, filter);
TorchLibrary.MakeLoadable();
if (options.Wants("nano"))
    TrainTagger(CommandsPlan.Make(sources));
if (options.Wants("mini"))
    TrainTagger(AnswersPlan.Make(sources));
if (options.Wants("difficulty"))
    DifficultyPublisher.Publish(sources, options.Out, options.Seed);
return 0;

void TrainTagger(TaggerPlan plan) => TaggerPublisher.Publish(TaggerTrainer.Train(plan, filter, options.Seed, options.Minutes), plan, options.Out);
