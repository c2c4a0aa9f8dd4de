using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Sampling;
using Orchestrator.Routing.Cascade;
using Orchestrator.Training.Cascade;
using Orchestrator.Training.Taggers;

namespace Orchestrator.Training.Decoders;

/// <summary>
/// Asks the shipped decoders held-out turns as a node does, and writes what their tokens say of each answer that they gave, and whether it
/// was right: what the cascade's calibration is made of, and, of the other half of the turns, what it is judged by.
/// </summary>
internal sealed class AnswerSamples(TaggerPlan commands, TaggerPlan answers, string models, string work)
{
    public async Task WriteAsync(int turns)
    {
        Directory.CreateDirectory(work);
        var maker = new TurnMaker(commands, answers);
        foreach (var (part, calibration) in new[] { ("calibration", true), ("judged", false) })
        {
            var held = DecoderFiles.Held(commands, answers, maker, calibration).ToArray();
            new Random(11).Shuffle(held);
            held = [.. held.Take(turns)];
            var nano = await AskAsync("nano-chat", held, prepared: false, []);
            var mini = await AskAsync("mini-chat", held, prepared: true, nano.ToDictionary(a => a.Turn, a => a.Said));
            Save("nano-chat", part, nano);
            Save("mini-chat", part, mini);
        }
    }

    private void Save(string model, string part, List<Sample> samples)
    {
        var file = Path.Combine(work, $"answers-{model}-{part}.jsonl");
        JudgedAnswer.Write(file, samples.Select(s => s.Answer));
        Console.WriteLine($"{file}: {samples.Count} answers, {samples.Count(s => s.Answer.Right)} right");
    }

    private async Task<List<Sample>> AskAsync(string model, Turn[] turns, bool prepared, Dictionary<Turn, string> other)
    {
        using var loaded = LocalModelLoader.Load(Path.Combine(models, model));
        var samples = new List<Sample>();
        foreach (var turn in turns)
        {
            var options = DecoderExam.Options(turn);
            options.AdditionalProperties = new() { ["logprobs"] = true };
            var updates = new List<ChatResponseUpdate>();
            await foreach (var update in loaded.Client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, turn.User)], options))
                updates.Add(update);
            var answer = updates.ToChatResponse();
            if (updates[^1].AdditionalProperties?.TryGetValue(ModelResponseKeys.Declined, out var declined) is true && declined is true)
                continue;
            var calls = answer.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
            var expected = turn.Kind == TurnKind.Prepared && !prepared ? TurnKind.Pass : turn.Kind;
            var said = AnswerText.Normal(answer.Text, calls.Select(c => (c.Name, JsonSerializer.Serialize(c.Arguments))));
            samples.Add(new(turn, said, new(
                AnswerDomain.Of(turn.User, calls.Count > 0, json: false),
                AnswerSignals.Of(LogProbabilities(updates), calls.Count > 0, answer.FinishReason == ChatFinishReason.Length),
                expected != TurnKind.Pass && DecoderExam.IsRight(turn, expected, calls.FirstOrDefault(), answer.Text.Trim()),
                other.TryGetValue(turn, out var others) ? others == said : null)));
        }

        return samples;
    }

    private static List<double> LogProbabilities(List<ChatResponseUpdate> updates) =>
        [.. updates.SelectMany(u => u.AdditionalProperties?.TryGetValue(ModelResponseKeys.LogProbabilities, out var made) is true ? (IEnumerable<SampledToken>)made! : []).Select(t => t.LogProbability ?? 0)];

    private sealed record Sample(Turn Turn, string Said, JudgedAnswer Answer);
}
