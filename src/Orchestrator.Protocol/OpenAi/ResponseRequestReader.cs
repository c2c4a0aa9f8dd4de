using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>Makes a request of a responses body.</summary>
internal static class ResponseRequestReader
{
    public static ResponseRequest Read(JsonElement body)
    {
        RefuseUnsupported(body);
        var instructions = JsonField.Text(body, "instructions");
        var messages = ResponseItems.Read(body, "input");
        return new()
        {
            Completion = new()
            {
                Model = JsonField.Text(body, "model") is { Length: > 0 } model ? model : "auto",
                Request = new()
                {
                    Messages = instructions is { Length: > 0 } ? [.. Instructed(messages, instructions)] : messages,
                    Tools = Tools(body),
                    Options = Options(body),
                },
                Stream = JsonField.Bool(body, "stream") ?? false,
                Wish = JsonField.Object(body, "orchestrator") is { } wish ? Wish(wish) : new(),
            },
            PreviousResponseId = JsonField.Text(body, "previous_response_id"),
            Conversation = Conversation(body),
            Background = JsonField.Bool(body, "background") ?? false,
            Instructions = instructions,
            Metadata = RequestMetadata.Read(body),
        };
    }

    /// <summary>Instructions belong to what is new: what came before is the history, by which a conversation is found again.</summary>
    private static IEnumerable<Message> Instructed(ImmutableArray<Message> messages, string instructions)
    {
        var split = messages.Length;
        while (split > 0 && messages[split - 1].Role != Role.Assistant)
            split--;
        return [.. messages[..split], new() { Role = Role.System, Text = instructions }, .. messages[split..]];
    }

    private static string? Conversation(JsonElement body) => JsonField.Of(body, "conversation") is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? JsonField.Text(value, "id", "conversation.id")
        : JsonField.Text(body, "conversation");

    private static ImmutableArray<ToolDeclaration> Tools(JsonElement body)
    {
        var tools = ImmutableArray.CreateBuilder<ToolDeclaration>();
        foreach (var (tool, path) in JsonField.Objects(body, "tools"))
        {
            if (JsonField.Text(tool, "type") is not (null or "function"))
                throw JsonField.Unsupported($"{path}.type", "Only function tools are.");
            var name = JsonField.Text(tool, "name", $"{path}.name") is { Length: > 0 } given ? given : throw JsonField.Invalid($"{path}.name", "A tool names its function.");
            tools.Add(new(name, JsonField.Text(tool, "description", $"{path}.description") ?? "", JsonField.Object(tool, "parameters", $"{path}.parameters")?.GetRawText() ?? "")
            {
                // This protocol's default is the strict one; a schema that a model cannot be held to is the caller's to say.
                Strict = JsonField.Bool(tool, "strict", $"{path}.strict") ?? false,
            });
        }

        return tools.ToImmutable();
    }

    private static ModelOptions Options(JsonElement body)
    {
        var tokens = JsonField.Number(body, "max_output_tokens");
        if (tokens is not null and not (>= 1 and <= int.MaxValue))
            throw JsonField.Invalid("max_output_tokens", "'max_output_tokens' is at least 1.");
        return new()
        {
            MaxOutputTokens = (int?)tokens,
            Temperature = Between(body, "temperature", 2),
            TopP = Between(body, "top_p", 1),
            ResponseFormat = JsonField.Object(body, "text") is { } text && JsonField.Object(text, "format", "text.format") is { } format ? Format(format) : null,
            ToolChoice = ToolChoice(body),
            ParallelToolCalls = JsonField.Bool(body, "parallel_tool_calls"),
        };
    }

    private static ResponseFormat? Format(JsonElement format) => JsonField.Text(format, "type", "text.format.type") switch
    {
        "text" => null,
        "json_object" => new("json_object"),
        "json_schema" => new(
            "json_schema",
            JsonField.Text(format, "name", "text.format.name"),
            JsonField.Object(format, "schema", "text.format.schema")?.GetRawText() ?? throw JsonField.Invalid("text.format.schema", "A format json_schema holds its schema."))
        {
            Strict = JsonField.Bool(format, "strict", "text.format.strict") ?? false,
            Description = JsonField.Text(format, "description", "text.format.description"),
        },
        _ => throw JsonField.Invalid("text.format.type", "A text format's type is text, json_object or json_schema."),
    };

    private static string? ToolChoice(JsonElement body)
    {
        if (JsonField.Of(body, "tool_choice") is not { } choice)
            return null;
        if (choice.ValueKind == JsonValueKind.Object)
            return JsonField.Text(choice, "name", "tool_choice.name") ?? throw JsonField.Invalid("tool_choice", "A 'tool_choice' object names its function in 'name'.");
        return JsonField.Text(body, "tool_choice") is "auto" or "none" or "required"
            ? choice.GetString()
            : throw JsonField.Invalid("tool_choice", "'tool_choice' is auto, none, required or a function.");
    }

    private static double? Between(JsonElement body, string field, double high) => JsonField.Number(body, field) switch
    {
        null => null,
        >= 0 and var value when value <= high => value,
        _ => throw JsonField.Invalid(field, $"'{field}' is from 0 to {high}."),
    };

    /// <summary>The <c>orchestrator</c> object of a body.</summary>
    public static RouteWish Wish(JsonElement wish) => new()
    {
        Preference = JsonField.Text(wish, "preference", "orchestrator.preference"),
        Quality = Dial(wish),
        MaxCost = (decimal?)JsonField.Number(wish, "max_cost", "orchestrator.max_cost"),
        MaxLatency = JsonField.Number(wish, "max_latency", "orchestrator.max_latency"),
        Purpose = JsonField.Text(wish, "purpose", "orchestrator.purpose"),
        Consent = JsonField.Text(wish, "consent", "orchestrator.consent"),
        Conversation = JsonField.Text(wish, "conversation", "orchestrator.conversation"),
    };

    private static double? Dial(JsonElement wish) => JsonField.Of(wish, "quality") switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        { ValueKind: JsonValueKind.String } name when QualityDial.TryParse(JsonField.Whole(name, "orchestrator.quality"), out var dial) => dial,
        _ => throw JsonField.Invalid("orchestrator.quality", $"Quality is {QualityDial.Allowed}."),
    };

    private static void RefuseUnsupported(JsonElement body)
    {
        RefuseIf(JsonField.Number(body, "top_logprobs") > 0, "top_logprobs", "Leave it out.");
        RefuseIf(JsonField.Of(body, "prompt") is not null, "prompt", "Send 'input'.");
        RefuseIf(JsonField.Number(body, "max_tool_calls") is not null, "max_tool_calls", "Tools are run by the caller: leave it out.");
        RefuseIf(JsonField.Of(body, "truncation")?.ToString() == "auto", "truncation", "Leave it out: nothing is dropped in silence.");
    }

    private static void RefuseIf(bool asked, string field, string instead)
    {
        if (asked)
            throw JsonField.Unsupported(field, instead);
    }
}
