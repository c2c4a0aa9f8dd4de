using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>Gives a body its meaning, or says which field has none.</summary>
internal static class ChatCompletionBodyReader
{
    public static ChatCompletionRequest Read(ChatCompletionBody body)
    {
        RefuseUnsupported(body);
        if (body.Metadata is { ValueKind: not JsonValueKind.Null } metadata)
            RequestMetadata.Check(metadata);
        return new()
        {
            Model = string.IsNullOrEmpty(body.Model) ? "auto" : body.Model,
            Request = new()
            {
                Messages = Messages(body.Messages),
                Tools = Tools(body.Tools),
                Options = Options(body),
            },
            Stream = body.Stream ?? false,
            IncludeUsage = body.StreamOptions?.IncludeUsage ?? false,
            Wish = body.Orchestrator ?? new(),
        };
    }

    private static ImmutableArray<Message> Messages(IReadOnlyList<ChatBodyMessage?>? messages)
    {
        if (messages is not { Count: > 0 })
            throw Invalid("messages", "'messages' is required and holds at least one message.");
        var read = ImmutableArray.CreateBuilder<Message>(messages.Count);
        for (var i = 0; i < messages.Count; i++)
            read.Add(ReadMessage(messages[i] ?? throw Invalid($"messages[{i}]", "A message is an object."), $"messages[{i}]"));
        return read.MoveToImmutable();
    }

    private static Message ReadMessage(ChatBodyMessage message, string path)
    {
        if (Asks(message.FunctionCall))
            throw Unsupported($"{path}.function_call", "Use 'tool_calls'.");
        if (Asks(message.Audio))
            throw Unsupported($"{path}.audio", "Only text is.");
        var role = message.Role switch
        {
            "system" or "developer" => Role.System,
            "user" => Role.User,
            "assistant" => Role.Assistant,
            "tool" => Role.Tool,
            _ => throw Invalid($"{path}.role", "A message's role is system, developer, user, assistant or tool."),
        };
        var calls = role == Role.Assistant ? ToolCalls(message.ToolCalls, path) : [];
        if (message.Content is null && role != Role.Assistant)
            throw Invalid($"{path}.content", "A message of this role has content.");
        return new()
        {
            Role = role,
            Text = message.Content?.Text ?? message.Refusal ?? "",
            Attachments = message.Content?.Attachments ?? [],
            ToolCalls = calls,
            ToolCallId = role == Role.Tool ? message.ToolCallId : null,
        };
    }

    private static ImmutableArray<ToolCall> ToolCalls(IReadOnlyList<ChatBodyToolCall?>? calls, string path)
    {
        if (calls is not { Count: > 0 })
            return [];
        var read = ImmutableArray.CreateBuilder<ToolCall>(calls.Count);
        for (var i = 0; i < calls.Count; i++)
        {
            var call = calls[i];
            if (call?.Type is not (null or "function"))
                throw Unsupported($"{path}.tool_calls[{i}].type", "Only function calls are.");
            if (call?.Function is not { Name: { } name } function)
                throw Invalid($"{path}.tool_calls[{i}].function.name", "A tool call names its function.");
            read.Add(new(call.Id ?? "", name, function.Arguments ?? ""));
        }
        return read.MoveToImmutable();
    }

    private static ImmutableArray<ToolDeclaration> Tools(IReadOnlyList<ChatBodyTool?>? tools)
    {
        if (tools is not { Count: > 0 })
            return [];
        var read = ImmutableArray.CreateBuilder<ToolDeclaration>(tools.Count);
        for (var i = 0; i < tools.Count; i++)
        {
            var tool = tools[i];
            if (tool?.Type is not (null or "function"))
                throw Unsupported($"tools[{i}].type", "Only function tools are.");
            if (tool?.Function is not { Name.Length: > 0 } function)
                throw Invalid($"tools[{i}].function.name", "A tool names its function.");
            read.Add(new(function.Name, function.Description ?? "", function.Parameters ?? "") { Strict = function.Strict ?? false });
        }
        return read.MoveToImmutable();
    }

    private static ModelOptions Options(ChatCompletionBody body)
    {
        var tokens = body.MaxCompletionTokens ?? body.MaxTokens;
        var tokensField = body.MaxCompletionTokens is null ? "max_tokens" : "max_completion_tokens";
        if (tokens < 1)
            throw Invalid(tokensField, $"'{tokensField}' is at least 1.");
        Between(body.Temperature, 0, 2, "temperature");
        Between(body.TopP, 0, 1, "top_p");
        return new()
        {
            MaxOutputTokens = tokens,
            Temperature = body.Temperature,
            TopP = body.TopP,
            Stop = body.Stop is { } stop ? [.. stop] : [],
            Seed = body.Seed,
            ResponseFormat = Format(body.ResponseFormat),
            ToolChoice = body.ToolChoice,
            ParallelToolCalls = body.ParallelToolCalls,
        };
    }

    private static ResponseFormat? Format(ChatResponseFormat? format) => format?.Type switch
    {
        null when format is null => null,
        "text" => null,
        "json_object" => new("json_object"),
        "json_schema" when format.JsonSchema is { Schema: not null } schema =>
            new("json_schema", schema.Name, schema.Schema) { Strict = schema.Strict ?? false, Description = schema.Description },
        "json_schema" when format.JsonSchema is not null => throw Invalid("response_format.json_schema.schema", "A response format json_schema holds its schema in 'json_schema.schema'."),
        "json_schema" => throw Invalid("response_format.json_schema", "A response format json_schema holds its schema in 'json_schema'."),
        _ => throw Invalid("response_format.type", "A response format's type is text, json_object or json_schema."),
    };

    private static void RefuseUnsupported(ChatCompletionBody body)
    {
        RefuseIf(body.N is not (null or 1), "n", "Ask once for each answer.");
        RefuseIf(body.Logprobs is true, "logprobs", "Leave it out.");
        RefuseIf(body.TopLogprobs > 0, "top_logprobs", "Leave it out.");
        RefuseIf(Asks(body.LogitBias), "logit_bias", "Leave it out.");
        RefuseIf(body.FrequencyPenalty is not (null or 0), "frequency_penalty", "Leave it out or send 0.");
        RefuseIf(body.PresencePenalty is not (null or 0), "presence_penalty", "Leave it out or send 0.");
        RefuseIf(Asks(body.Audio), "audio", "Only text is.");
        RefuseIf(body.Modalities is { } modalities && modalities.Any(static m => m != "text"), "modalities", "Only text is.");
        RefuseIf(Asks(body.Functions), "functions", "Use 'tools'.");
        RefuseIf(Asks(body.FunctionCall), "function_call", "Use 'tool_choice'.");
        RefuseIf(Asks(body.WebSearchOptions), "web_search_options", "Leave it out.");
    }

    // An empty object or array asks for nothing; some clients send their defaults so.
    private static bool Asks(JsonElement? value) => value is { } element && element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => false,
        JsonValueKind.Object => element.EnumerateObject().MoveNext(),
        JsonValueKind.Array => element.GetArrayLength() > 0,
        _ => true,
    };

    private static void RefuseIf(bool asked, string field, string instead)
    {
        if (asked)
            throw Unsupported(field, instead);
    }

    private static void Between(double? value, double low, double high, string field)
    {
        if (value is { } given && !(given >= low && given <= high))
            throw Invalid(field, $"'{field}' is from {low} to {high}.");
    }

    private static OrchestratorException Invalid(string field, string message) => new(ErrorReason.InvalidRequest, message, field);

    private static OrchestratorException Unsupported(string field, string instead) =>
        new(ErrorReason.Unsupported, $"'{field}' is not supported here. {instead}", field);
}
