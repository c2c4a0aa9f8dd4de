using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.StandIn.Answers;

namespace Orchestrator.StandIn.Completions;

/// <summary>The answer in OpenAI's shapes.</summary>
internal sealed class CompletionJson(string id, long created)
{
    private const string Gap = "@@";

    public static string Error(string message, string type, string? code = null, string? parameter = null) =>
        new JsonObject
        {
            ["error"] = new JsonObject { ["message"] = $"stand-in: {message}", ["type"] = type, ["param"] = parameter, ["code"] = code },
        }.ToJsonString();

    public static string Models(long created) =>
        new JsonObject { ["object"] = "list", ["data"] = new JsonArray(Model(created)) }.ToJsonString();

    public static JsonObject Model(long created) =>
        new() { ["id"] = StandInModel.Id, ["object"] = "model", ["created"] = created, ["owned_by"] = StandInModel.Owner };

    public string Whole(StandInAnswer answer)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = answer.Tools.Length == 0 ? string.Concat(answer.Pieces) : null };
        if (answer.Tools.Length > 0)
            message["tool_calls"] = new JsonArray([.. answer.Tools.Select(Tool)]);
        var body = Start("chat.completion");
        body["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = message,
            ["logprobs"] = null,
            ["finish_reason"] = answer.FinishReason,
        });
        body["usage"] = Usage(answer);
        return body.ToJsonString();
    }

    /// <summary>The events of a streamed answer, in order; each counts as one chunk for faults.</summary>
    public IEnumerable<string> Chunks(StandInAnswer answer, bool includeUsage)
    {
        yield return Chunk(new() { ["role"] = "assistant", ["content"] = "" });
        for (var i = 0; i < answer.Tools.Length; i++)
        {
            var start = Tool(answer.Tools[i] with { Arguments = "" });
            start["index"] = i;
            yield return Chunk(new() { ["tool_calls"] = new JsonArray(start) });
            var arguments = new JsonObject { ["index"] = i, ["function"] = new JsonObject { ["arguments"] = answer.Tools[i].Arguments } };
            yield return Chunk(new() { ["tool_calls"] = new JsonArray(arguments) });
        }

        // Pieces are many and differ in their text alone, so what stands around it is written once.
        var around = Chunk(new() { ["content"] = Gap }).Split(Gap);
        foreach (var piece in answer.Pieces)
            yield return $"{around[0]}{JsonEncodedText.Encode(piece)}{around[1]}";
        yield return Chunk([], answer.FinishReason);
        if (!includeUsage)
            yield break;
        var usage = Start("chat.completion.chunk");
        usage["choices"] = new JsonArray();
        usage["usage"] = Usage(answer);
        yield return usage.ToJsonString();
    }

    private static JsonObject Tool(StandInToolCall tool) => new()
    {
        ["id"] = tool.Id,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = tool.Arguments },
    };

    private static JsonObject Usage(StandInAnswer answer) => new()
    {
        ["prompt_tokens"] = answer.PromptTokens,
        ["completion_tokens"] = answer.CompletionTokens,
        ["total_tokens"] = answer.PromptTokens + answer.CompletionTokens,
    };

    private string Chunk(JsonObject delta, string? finishReason = null)
    {
        var body = Start("chat.completion.chunk");
        body["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finishReason });
        return body.ToJsonString();
    }

    private JsonObject Start(string kind) => new()
    {
        ["id"] = id,
        ["object"] = kind,
        ["created"] = created,
        ["model"] = StandInModel.Id,
        ["system_fingerprint"] = StandInModel.Fingerprint,
    };
}
