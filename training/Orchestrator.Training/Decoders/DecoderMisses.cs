using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;
using Orchestrator.Training.Taggers;

namespace Orchestrator.Training.Decoders;

/// <summary>
/// Shows where a shipped decoder's calls go wrong, on held-out turns of the half that calibrates. Those that are judged are left out:
/// whoever changes the model after reading them would have no measure left.
/// </summary>
internal sealed class DecoderMisses(TaggerPlan commands, TaggerPlan answers, string models)
{
    public async Task PrintAsync(string name, int turns)
    {
        using var model = LocalModelLoader.Load(Path.Combine(models, name));
        var drawn = DecoderFiles.Held(commands, answers, new(commands, answers), calibration: true).Where(t => t.Kind == TurnKind.Call).ToArray();
        new Random(3).Shuffle(drawn);
        var kinds = new List<(string Source, string Kind)>();
        foreach (var turn in drawn.Take(turns))
        {
            var response = await model.Client.GetResponseAsync([new ChatMessage(ChatRole.User, turn.User)], DecoderExam.Options(turn));
            var call = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().FirstOrDefault();
            var kind = Kind(turn, call, response.AdditionalProperties?.ContainsKey(ModelResponseKeys.Declined) is true);
            kinds.Add((turn.Source, kind));
            if (kind != "exact")
                Console.WriteLine($"{kind}\t{turn.User}\n\texpected {turn.Answer.Trim()}\n\tfound    {(call is null ? "-" : call.Name + " " + DecoderExam.Arguments(call).ToJsonString())}");
        }

        foreach (var source in kinds.GroupBy(k => k.Source).OrderBy(g => g.Key, StringComparer.Ordinal))
            Console.WriteLine($"{name}, {source.Key}: {source.Count()} calls, {string.Join(", ", source.CountBy(k => k.Kind).OrderByDescending(k => k.Value).Select(k => $"{k.Value} {k.Key}"))}");
    }

    private static string Kind(Turn turn, FunctionCallContent? call, bool declined)
    {
        if (call is null)
            return declined ? "declined" : "no call";
        var (expected, given) = (JsonNode.Parse(turn.Answer)!, DecoderExam.Arguments(call));
        if (call.Name != (string?)expected["name"])
            return "another tool";
        var wanted = expected["arguments"]!.AsObject();
        var (missing, extra) = (wanted.Where(p => !given.ContainsKey(p.Key)).ToList(), given.Where(p => !wanted.ContainsKey(p.Key)).ToList());
        return (missing.Count, extra.Count) switch
        {
            (0, 0) => JsonNode.DeepEquals(wanted, given) ? "exact" : "other value",
            (_, 0) => "missing argument",
            (0, _) => "extra argument",
            _ => missing.Exists(m => extra.Exists(e => JsonNode.DeepEquals(e.Value, m.Value))) ? "under another parameter" : "missing and extra",
        };
    }
}
