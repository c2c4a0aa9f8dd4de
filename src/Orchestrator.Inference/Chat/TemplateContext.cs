using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Orchestrator.Inference.Chat;

/// <summary>Says messages and tools the way chat templates know them.</summary>
internal static class TemplateContext
{
    public static JsonElement Of(IEnumerable<ChatMessage> messages, IEnumerable<AIFunctionDeclaration> tools, IReadOnlyDictionary<string, string> special, string? instructions)
    {
        var context = new JsonObject { ["add_generation_prompt"] = true };
        foreach (var (name, token) in special)
            context[name] = token;
        var all = new JsonArray();
        if (!string.IsNullOrEmpty(instructions))
            all.Add(new JsonObject { ["role"] = "system", ["content"] = instructions });
        foreach (var message in messages)
        {
            foreach (var one in Message(message))
                all.Add(one);
        }

        context["messages"] = all;
        var declared = new JsonArray([.. tools.Select(t => new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = t.Name, ["description"] = t.Description, ["parameters"] = JsonNode.Parse(t.JsonSchema.GetRawText()) },
        })]);
        if (declared.Count > 0)
            context["tools"] = declared;
        return JsonSerializer.SerializeToElement(context);
    }

    // What came from another process is a JSON value, a text too.
    private static string Said(object? result) =>
        result as string ?? (result is JsonElement { ValueKind: JsonValueKind.String } text ? text.GetString()! : JsonSerializer.Serialize(result, AIJsonUtilities.DefaultOptions));

    private static IEnumerable<JsonObject> Message(ChatMessage message)
    {
        var results = message.Contents.OfType<FunctionResultContent>().ToList();
        foreach (var result in results)
            yield return new() { ["role"] = "tool", ["tool_call_id"] = result.CallId, ["content"] = Said(result.Result) };
        if (results.Count > 0)
            yield break;
        var said = new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text };
        var calls = message.Contents.OfType<FunctionCallContent>().Select(c => (JsonNode)new JsonObject
        {
            ["id"] = c.CallId,
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = c.Name, ["arguments"] = JsonSerializer.SerializeToNode(c.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions) },
        }).ToArray();
        if (calls.Length > 0)
            said["tool_calls"] = new JsonArray(calls);
        yield return said;
    }
}
