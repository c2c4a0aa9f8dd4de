using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Data;
using Orchestrator.Training.Taggers;
using YamlDotNet.Serialization;

namespace Orchestrator.Training.Decoders;

/// <summary>Makes turns of labelled texts: calls of declared tools, short replies, prepared answers, and what is to be passed on.</summary>
internal sealed class TurnMaker
{
    private readonly TaggerPlan _commands;
    private readonly IReadOnlyDictionary<string, string> _answers, _talk;
    private readonly ToolShop _shop;
    private readonly CommandReplies _replies;

    public TurnMaker(TaggerPlan commands, TaggerPlan answers)
    {
        _commands = commands;
        _answers = answers.Answers.Answers;
        _talk = new DeserializerBuilder().Build().Deserialize<Dictionary<string, string>>(Resource.Text("small-talk.yaml"));
        _shop = new ToolShop(commands.Labels);
        _replies = new CommandReplies(commands.Labels, commands.Answers);
    }

    public Turn? Make(Utterance text, Random random)
    {
        var topic = text.Topic?.Split(':')[^1];
        if (topic is not null && _talk.TryGetValue(topic, out var reply))
            return Said(TurnKind.Talk, text, reply, random);
        if (text.Label == IntentTable.Unknown)
            return null;
        if (_commands.ClassOf.TryGetValue(text.Label, out var index) && !_commands.NotMine.Contains(text.Label))
            return Understood(text, index, random);
        if (topic is not null && text.Source is "clinc150" or "banking77" && _answers.TryGetValue(topic, out var answer))
            return Said(TurnKind.Prepared, text, answer, random);
        return text.Source == "own-sentences" && _answers.TryGetValue(text.Label, out answer) ? Said(TurnKind.Prepared, text, answer, random) : Said(TurnKind.Pass, text, "", random);
    }

    private Turn Understood(Utterance text, int index, Random random)
    {
        var intent = _commands.Labels.Intents[index];
        if (_talk.TryGetValue(text.Label, out var reply))
            return Said(TurnKind.Talk, text, reply, random);
        if (intent.Kind != IntentKind.Command)
            return Said(TurnKind.Pass, text, "", random);
        var values = new Dictionary<string, string>(intent.Implied, StringComparer.Ordinal);
        var slots = text.Slots.OrderBy(s => s.Start).Select(s => new TaggedSlot(s.Slot, text.Text[s.Start..s.End], s.Start, s.End)).ToList();
        foreach (var slot in slots)
            values.TryAdd(slot.Name, slot.Value);
        var luck = random.NextDouble();
        var (tools, right) = luck < 0.86 ? _shop.Declare(intent, values, right: true, random) : luck < 0.93 ? _shop.Declare(intent, values, right: false, random) : ([], null);
        if (right is null)
        {
            var result = IntentDecoder.Nothing with { Intent = intent.Name, Label = index, Slots = slots };
            return new(TurnKind.NoTool, text.Text, tools, _replies.NoTool(result), text.Source);
        }

        if (luck < 0.02)
            return new(TurnKind.Report, text.Text, tools, "", text.Source) { Report = Reported(random) };
        return new(TurnKind.Call, text.Text, tools, ToolShop.Call(right, values), text.Source);
    }

    private Turn Said(TurnKind kind, Utterance text, string answer, Random random) =>
        new(kind, text.Text, random.NextDouble() < 0.5 ? [] : _shop.Others(new HashSet<string>(), random.Next(8), random), answer, text.Source);

    private static string Reported(Random random)
    {
        string[] words = ["ok", "done", "on", "off", "lights are off", "21 degrees", "5 minutes left", "playing", "added", "no such device", "cloudy, 14 degrees", "locked", "open", "not found", "{\"state\": \"on\"}"];
        return words[random.Next(words.Length)];
    }
}
