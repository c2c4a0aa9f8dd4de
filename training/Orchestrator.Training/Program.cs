using Orchestrator;
using Orchestrator.Inference.Taggers;
using Orchestrator.Training;
using Orchestrator.Training.Data;
using Orchestrator.Training.Decoders;
using Orchestrator.Training.Difficulty;
using Orchestrator.Training.Lexical;
using Orchestrator.Training.Taggers;

if (TrainingOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(TrainingOptions.Usage);
    return 2;
}

var filter = ExampleFilter.FromResource();
filter.Prove();
var sources = new SourceTexts(options.Data, filter);
var (commands, answers) = (CommandsPlan.Make(sources), AnswersPlan.Make(sources));
if (options.Does("prepare"))
{
    if (options.Wants("taggers"))
    {
        TaggerFiles.Write(commands, filter, epochs: 10, options.Seed, Path.Combine(options.Work, commands.Name));
        TaggerFiles.Write(answers, filter, epochs: 10, options.Seed, Path.Combine(options.Work, answers.Name));
    }

    if (options.Wants("decoders"))
        DecoderFiles.Write(commands, answers, filter, variations: 5, options.Seed, Path.Combine(options.Work, "chat"));
}

if (options.Does("train"))
    Trainer.Run(options);
if (options.Does("heads") && options.Wants("taggers"))
{
    for (var i = 0; i < 3; i++)
        HeadTrainer.Write(commands, filter, new HeadSize(IntentWeights: 140_000, TagWeights: 260_000), options.Seed + i, TrainedHead.PathOf(options.Work, "commands", i));
    HeadTrainer.Write(answers, filter, new HeadSize(IntentWeights: 400_000, TagWeights: 0), options.Seed, TrainedHead.PathOf(options.Work, "answers", 0));
}

if (options.Step == "misses")
{
    foreach (var plan in options.Wants("taggers") ? [commands, answers] : Array.Empty<TaggerPlan>())
    {
        using var tagger = TaggerModel.Load(Path.Combine(options.Out, plan.Name));
        foreach (var line in TaggerEvaluation.Misses(tagger, plan))
            Console.WriteLine(line);
    }

    var misses = new DecoderMisses(commands, answers, options.Out);
    foreach (var name in options.Wants("decoders") ? ["nano-chat", "mini-chat"] : Array.Empty<string>())
        await misses.PrintAsync(name, turns: 500);
}

if (options.Step == "answers")
    await new AnswerSamples(commands, answers, options.Out, options.Work).WriteAsync(turns: 1500);
if (options.Does("publish"))
{
    if (options.Wants("taggers"))
    {
        TaggerPublisher.Publish(commands, options.Work, "commands", options.Out);
        TaggerPublisher.Publish(answers, options.Work, "answers", options.Out);
    }

    if (options.Wants("decoders"))
    {
        var publisher = new DecoderPublisher(commands, answers, options.Work, options.Out);
        await publisher.PublishAsync(
            "nano-chat", Tier.Nano, prepared: false,
            "A very small language model that writes calls of declared tools for home, music, lists, alarms and the like, and short replies to small talk; it knows nothing else, and passes it on.",
            "I am a very small model for commands and am not sure enough of this one. Nothing was done.");
        await publisher.PublishAsync(
            "mini-chat", Tier.Mini, prepared: true,
            "A small language model that writes calls of declared tools for home, music, lists, alarms and the like, short replies, and answers to common questions in words that people prepared; it knows nothing else, and passes it on.",
            "I am a small model and not sure enough of an answer to this. Nothing was done.");
    }

    if (options.Wants("difficulty"))
        DifficultyPublisher.Publish(sources, options.Out, options.Seed);
}

return 0;
