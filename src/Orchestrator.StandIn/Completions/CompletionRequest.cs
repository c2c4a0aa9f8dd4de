using System.Text;
using System.Text.Json;

namespace Orchestrator.StandIn.Completions;

/// <summary>The parts of a chat-completions request that the stand-in reads; the others are accepted and not used.</summary>
internal sealed record CompletionRequest
{
    public required string Model { get; init; }

    public required (string Role, string Text)[] Messages { get; init; }

    public bool Stream { get; init; }

    public bool IncludeUsage { get; init; }

    public bool WantsJson { get; init; }

    public int? MaxTokens { get; init; }

    /// <summary>The schema that the answer must have, for <c>json_schema</c>.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>The tools that must be called, when <c>tool_choice</c> insists: the one that it names, the first, or with <c>parallel_tool_calls</c> all.</summary>
    public CompletionTool[] RequiredTools { get; init; } = [];

    /// <exception cref="RequestException">The body is not such a request.</exception>
    public static CompletionRequest Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw new RequestException(400, "the body must be a JSON object");
        if (!body.TryGetProperty("model", out var model) || model.ValueKind != JsonValueKind.String)
            throw new RequestException(400, "model is missing", parameter: "model");
        if (!body.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            throw new RequestException(400, "messages must be a non-empty array", parameter: "messages");
        var format = Text(Property(body, "response_format"), "type");
        var schema = Property(Property(Property(body, "response_format"), "json_schema"), "schema");
        if (format == "json_schema" && schema.ValueKind != JsonValueKind.Object)
            throw new RequestException(400, "a response format json_schema holds its schema in json_schema.schema", parameter: "response_format");
        return new()
        {
            Model = model.GetString()!,
            Messages = [.. messages.EnumerateArray().Select(Message)],
            Stream = Flag(body, "stream"),
            IncludeUsage = Flag(Property(body, "stream_options"), "include_usage"),
            WantsJson = format == "json_object",
            Schema = format == "json_schema" ? schema : null,
            MaxTokens = Number(body, "max_completion_tokens") ?? Number(body, "max_tokens"),
            RequiredTools = Required(body),
        };
    }

    private static (string Role, string Text) Message(JsonElement message)
    {
        if (Text(message, "role") is not { } role)
            throw new RequestException(400, "a message has no role", parameter: "messages");
        var content = Property(message, "content");
        if (content.ValueKind == JsonValueKind.String)
            return (role, content.GetString()!);
        var text = new StringBuilder();
        if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in content.EnumerateArray())
                text.Append(Text(part, "text"));
        }

        return (role, text.ToString());
    }

    private static CompletionTool[] Required(JsonElement body)
    {
        var choice = Property(body, "tool_choice");
        var name = choice.ValueKind == JsonValueKind.Object ? Text(Property(choice, "function"), "name") : null;
        if (name is null && !(choice.ValueKind == JsonValueKind.String && choice.GetString() == "required"))
            return [];
        var declared = new List<CompletionTool>();
        var tools = Property(body, "tools");
        if (tools.ValueKind == JsonValueKind.Array)
        {
            foreach (var function in tools.EnumerateArray().Select(t => Property(t, "function")))
            {
                if (Text(function, "name") is { } tool && (name is null || tool == name))
                    declared.Add(new(tool, Property(function, "parameters")));
            }
        }

        if (declared.Count > 0)
            return Flag(body, "parallel_tool_calls") ? [.. declared] : [declared[0]];

        throw new RequestException(400, "tool_choice asks for a tool that tools does not declare", parameter: "tool_choice");
    }

    private static JsonElement Property(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement parent, string name) =>
        Property(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static bool Flag(JsonElement parent, string name) => Property(parent, name).ValueKind == JsonValueKind.True;

    private static int? Number(JsonElement parent, string name) =>
        Property(parent, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) && number > 0 ? number : null;
}
