using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations;

namespace Orchestrator.Sdk.Chat;

/// <summary>Chat messages and options as a turn.</summary>
internal static class ChatRequests
{
    public static TurnRequest ToTurn(IEnumerable<ChatMessage> chat, ChatOptions? options, bool allowRestart)
    {
        if (options is not null)
            UncarriedOptions.Refuse(options);
        var messages = chat.SelectMany(Messages).ToImmutableArray();
        if (options?.Instructions is { Length: > 0 } instructions)
            messages = messages.Insert(0, new Message { Role = Role.System, Text = instructions });
        var conversation = Conversation(options?.ConversationId);

        // What follows the model's last word is new; a conversation that is named knows its own past.
        var split = conversation is null ? messages.Length : 0;
        while (split > 0 && messages[split - 1].Role != Role.Assistant)
            split--;
        return new()
        {
            Conversation = conversation,
            TurnId = Option(options, DecisionKeys.TurnId) is { } id ? Words(id) : null,
            History = messages[..split],
            Input = messages[split..],
            Tools = [.. (options?.Tools ?? []).Select(Tool)],
            Options = Options(options),
            Preference = Preference(options),
            AllowRestart = allowRestart,
        };
    }

    private static ConversationId? Conversation(string? id) =>
        string.IsNullOrEmpty(id) ? null
        : ConversationId.TryParse(id, out var conversation) ? conversation
        : throw new OrchestratorException(ErrorReason.InvalidRequest, "A conversation id is 32 hex digits.", "conversation");

    private static IEnumerable<Message> Messages(ChatMessage message)
    {
        var results = message.Contents.OfType<FunctionResultContent>().ToList();
        foreach (var result in results)
            yield return new() { Role = Role.Tool, ToolCallId = result.CallId, Text = ResultText(result.Result) };
        if (results.Count > 0)
            yield break;
        if (message.Contents.FirstOrDefault(c => c is not (TextContent or TextReasoningContent or FunctionCallContent or UsageContent or DataContent or UriContent)) is { } other)
            throw new OrchestratorException(ErrorReason.Unsupported, $"Messages carry text and tool calls; {other.GetType().Name} is not supported.", "messages");
        yield return new()
        {
            Role = RoleOf(message.Role),
            Text = message.Text,
            Attachments = [.. message.Contents.Select(Attached).OfType<Attachment>()],
            ToolCalls = [.. message.Contents.OfType<FunctionCallContent>().Select(call =>
                new ToolCall(call.CallId, call.Name, JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions)))],
        };
    }

    // What a function returns as text comes as JSON from some libraries; its quotes are none of its words.
    private static string ResultText(object? result) => result switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        _ => JsonSerializer.Serialize(result, AIJsonUtilities.DefaultOptions),
    };

    private static Attachment? Attached(AIContent content) => content switch
    {
        DataContent data => new() { Kind = Attachment.KindOf(data.MediaType), MediaType = data.MediaType, Name = data.Name ?? "", Data = data.Data },
        UriContent uri => new() { Kind = Attachment.KindOf(uri.MediaType), Url = uri.Uri.AbsoluteUri },
        _ => null,
    };

    private static Role RoleOf(ChatRole role) =>
        role == ChatRole.System ? Role.System
        : role == ChatRole.User ? Role.User
        : role == ChatRole.Assistant ? Role.Assistant
        : role == ChatRole.Tool ? Role.Tool
        : throw new OrchestratorException(ErrorReason.InvalidRequest, "A message's role is system, user, assistant or tool.", "messages");

    private static ToolDeclaration Tool(AITool tool) => tool is AIFunctionDeclaration function
        ? new(function.Name, function.Description, function.JsonSchema.GetRawText())
        : throw new OrchestratorException(ErrorReason.Unsupported, $"Only functions can be tools; '{tool.Name}' is a {tool.GetType().Name}.", "tools");

    private static ModelOptions Options(ChatOptions? options) => options is null ? new() : new()
    {
        MaxOutputTokens = options.MaxOutputTokens,
        Temperature = options.Temperature,
        TopP = options.TopP,
        Stop = [.. options.StopSequences ?? []],
        Seed = options.Seed,
        ResponseFormat = options.ResponseFormat switch
        {
            ChatResponseFormatJson { Schema: { } schema } json => new("json_schema", json.SchemaName ?? "answer", schema.GetRawText()) { Description = json.SchemaDescription },
            ChatResponseFormatJson => new("json_object"),
            _ => null,
        },
        ToolChoice = options.ToolMode switch
        {
            RequiredChatToolMode { RequiredFunctionName: { } name } => name,
            RequiredChatToolMode => "required",
            NoneChatToolMode => "none",
            AutoChatToolMode => "auto",
            _ => null,
        },
        ParallelToolCalls = options.AllowMultipleToolCalls,
    };

    private static RoutePreference Preference(ChatOptions? options)
    {
        // What cannot be read is refused: a wish that is passed over in silence may be that nothing leaves the device.
        var preference = Option(options, DecisionKeys.Preference) switch
        {
            null => RoutePreference.None,
            RoutePreference wish => wish,
            RoutePreferenceMode mode => RoutePreference.None with { Mode = mode },
            var other when RoutePreferenceModes.TryParse(Words(other), out var named) => RoutePreference.None with { Mode = named },
            _ => throw new OrchestratorException(ErrorReason.InvalidRequest, $"The option {DecisionKeys.Preference} is a {nameof(RoutePreference)}, or {RoutePreferenceModes.Allowed}.", "preference"),
        };
        if (Option(options, DecisionKeys.Quality) is { } quality)
            preference = preference with { Quality = Dial(quality) };
        return options?.ModelId is { Length: > 0 } model ? preference with { Model = model } : preference;
    }

    private static object? Option(ChatOptions? options, string name) => options?.AdditionalProperties?.GetValueOrDefault(name);

    private static string? Words(object option) => Convert.ToString(option, CultureInfo.InvariantCulture);

    private static double Dial(object quality) => QualityDial.TryParse(Words(quality), out var dial)
        ? dial
        : throw new OrchestratorException(ErrorReason.InvalidRequest, $"The option {DecisionKeys.Quality} is {QualityDial.Allowed}.", "preference.quality");
}
