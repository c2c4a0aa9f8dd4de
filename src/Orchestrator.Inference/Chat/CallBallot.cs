using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Sampling;

namespace Orchestrator.Inference.Chat;

/// <summary>One answer to a question that is asked several times, with the tools declared in another order each time: what it calls, and how probable it was.</summary>
/// <param name="Call">The call; null where the answer was none.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Probability">Of all its tokens together.</param>
internal sealed record CallBallot(FunctionCallContent? Call, IReadOnlyList<SampledToken> Tokens, double Probability)
{
    private readonly string _key = Call is null ? "" : Call.Name + JsonSerializer.Serialize(
        (Call.Arguments ?? new Dictionary<string, object?>()).OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new { a.Key, Value = JsonSerializer.Serialize(a.Value) }));

    /// <summary>The call that most ballots agree on, of equals the more probable one, with the probability that all of them give it.</summary>
    /// <param name="ballots">At least one, with a call in one of them.</param>
    public static CallBallot Elect(IReadOnlyList<CallBallot> ballots)
    {
        var best = ballots.Where(b => b.Call is not null).GroupBy(b => b._key).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Sum(b => b.Probability)).First();
        return best.First() with { Probability = best.Sum(b => b.Probability) / ballots.Count };
    }

    /// <summary>The same tools in another order, and their parameters too.</summary>
    /// <param name="tools">The tools; those that are no functions go last.</param>
    /// <param name="turn">Which order; the same number gives the same.</param>
    public static IList<AITool> Reordered(IEnumerable<AITool> tools, int turn)
    {
        var random = new Random(turn);
        var (functions, others) = (tools.OfType<AIFunctionDeclaration>().Select(t => Reordered(t, random)).ToArray(), tools.Where(t => t is not AIFunctionDeclaration));
        random.Shuffle(functions);
        return [.. functions, .. others];
    }

    private static AIFunctionDeclaration Reordered(AIFunctionDeclaration tool, Random random)
    {
        if (JsonNode.Parse(tool.JsonSchema.GetRawText()) is not JsonObject schema || schema["properties"] is not JsonObject properties || properties.Count < 2)
            return tool;
        var pairs = properties.Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())).ToArray();
        random.Shuffle(pairs);
        schema["properties"] = new JsonObject(pairs);
        return AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, JsonSerializer.SerializeToElement(schema));
    }
}
