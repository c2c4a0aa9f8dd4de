using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Chat;
using Orchestrator.Inference.Local;

namespace Orchestrator.Training.Decoders;

/// <summary>Asks a decoder held-out turns through the client that ships, constrained decoding included, and compares what it answers.</summary>
internal static class DecoderExam
{
    private const int LongestAnswer = 160;

    public static async Task<List<ExamAnswer>> AskAsync(NarrowChatClient client, IEnumerable<Turn> turns, bool prepared)
    {
        var answers = new List<ExamAnswer>();
        foreach (var turn in turns)
        {
            var expected = turn.Kind == TurnKind.Prepared && !prepared ? TurnKind.Pass : turn.Kind;
            var options = Options(turn);
            var updates = new List<ChatResponseUpdate>();
            await foreach (var update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, turn.User)], options))
                updates.Add(update);
            var declined = updates.Exists(u => u.AdditionalProperties?.ContainsKey(ModelResponseKeys.Declined) is true);
            var confidence = updates.Select(u => u.AdditionalProperties?.TryGetValue(ModelResponseKeys.Confidence, out var sure) is true ? (double)sure! : 0).DefaultIfEmpty().Max();
            var call = updates.SelectMany(u => u.Contents).OfType<FunctionCallContent>().FirstOrDefault();
            var said = string.Concat(updates.Select(u => u.Text)).Trim();
            var right = !declined && IsRight(turn, expected, call, said);
            var named = expected == TurnKind.Call && call is not null && turn.Answer.Contains($"\"name\": \"{call.Name}\"", StringComparison.Ordinal);
            answers.Add(new(turn, expected, declined, confidence, 1 - await client.PassesAsync(turn.User, CancellationToken.None), right && expected != TurnKind.Pass, named, call is not null));
        }

        return answers;
    }

    /// <summary>How a turn is asked.</summary>
    public static ChatOptions Options(Turn turn) => new() { MaxOutputTokens = LongestAnswer, Tools = turn.Tools.Count == 0 ? null : [.. turn.Tools.Select(Declared)] };

    /// <summary>Whether an answer is the expected one.</summary>
    public static bool IsRight(Turn turn, TurnKind expected, FunctionCallContent? call, string said) =>
        expected == TurnKind.Call ? call is not null && IsSame(call, turn.Answer) : call is null && said == turn.Answer.Trim();

    private static AIFunctionDeclaration Declared(DeclaredTool tool)
    {
        var properties = new JsonObject();
        foreach (var parameter in tool.Parameters)
            properties[parameter.Name] = new JsonObject { ["type"] = parameter.IsNumber ? "integer" : "string" };
        return AIFunctionFactory.CreateDeclaration(tool.Name, "", JsonSerializer.SerializeToElement(new JsonObject { ["type"] = "object", ["properties"] = properties }));
    }

    private static bool IsSame(FunctionCallContent call, string answer)
    {
        var expected = JsonNode.Parse(answer)!;
        return call.Name == (string?)expected["name"] && JsonNode.DeepEquals(Arguments(call), expected["arguments"]);
    }

    /// <summary>The arguments of a call.</summary>
    public static JsonObject Arguments(FunctionCallContent call)
    {
        var given = new JsonObject();
        foreach (var (name, value) in call.Arguments ?? new Dictionary<string, object?>())
            given[name] = JsonSerializer.SerializeToNode(value);
        return given;
    }
}

/// <summary>One answer. Right only where an answer was expected and is the expected one.</summary>
internal sealed record ExamAnswer(Turn Turn, TurnKind Expected, bool Declined, double Confidence, double Before, bool Right, bool Named, bool Called);
