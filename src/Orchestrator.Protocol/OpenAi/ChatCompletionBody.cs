using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>The request body field by field, as the protocol names them.</summary>
internal sealed class ChatCompletionBody
{
    public string? Model { get; set; }

    public IReadOnlyList<ChatBodyMessage?>? Messages { get; set; }

    public bool? Stream { get; set; }

    public ChatStreamOptions? StreamOptions { get; set; }

    public int? MaxTokens { get; set; }

    public int? MaxCompletionTokens { get; set; }

    public double? Temperature { get; set; }

    public double? TopP { get; set; }

    [JsonConverter(typeof(StopConverter))]
    public IReadOnlyList<string>? Stop { get; set; }

    public long? Seed { get; set; }

    public IReadOnlyList<ChatBodyTool?>? Tools { get; set; }

    [JsonConverter(typeof(ToolChoiceConverter))]
    public string? ToolChoice { get; set; }

    public bool? ParallelToolCalls { get; set; }

    public ChatResponseFormat? ResponseFormat { get; set; }

    public RouteWish? Orchestrator { get; set; }

    // Read only to be refused when they ask for something: dropping them would change what the caller gets.
    public int? N { get; set; }

    public bool? Logprobs { get; set; }

    public int? TopLogprobs { get; set; }

    public JsonElement? LogitBias { get; set; }

    public double? FrequencyPenalty { get; set; }

    public double? PresencePenalty { get; set; }

    public JsonElement? Audio { get; set; }

    public IReadOnlyList<string>? Modalities { get; set; }

    public JsonElement? Functions { get; set; }

    public JsonElement? FunctionCall { get; set; }

    public JsonElement? WebSearchOptions { get; set; }

    // Read only to be checked: nothing is done with it.
    public JsonElement? Metadata { get; set; }
}

internal sealed class ChatStreamOptions
{
    public bool? IncludeUsage { get; set; }
}

internal sealed class ChatBodyMessage
{
    public string? Role { get; set; }

    [JsonConverter(typeof(ContentConverter))]
    public MessageContent? Content { get; set; }

    public string? Refusal { get; set; }

    public IReadOnlyList<ChatBodyToolCall?>? ToolCalls { get; set; }

    public string? ToolCallId { get; set; }

    public JsonElement? FunctionCall { get; set; }

    public JsonElement? Audio { get; set; }
}

internal sealed class ChatBodyToolCall
{
    public int? Index { get; set; }

    public string? Id { get; set; }

    public string? Type { get; set; }

    public ChatBodyFunctionCall? Function { get; set; }
}

internal sealed class ChatBodyFunctionCall
{
    public string? Name { get; set; }

    public string? Arguments { get; set; }
}

internal sealed class ChatBodyTool
{
    public string? Type { get; set; }

    public ChatBodyFunction? Function { get; set; }
}

internal sealed class ChatBodyFunction
{
    public string? Name { get; set; }

    public string? Description { get; set; }

    [JsonConverter(typeof(RawJsonConverter))]
    public string? Parameters { get; set; }

    public bool? Strict { get; set; }
}

internal sealed class ChatResponseFormat
{
    public string? Type { get; set; }

    public ChatJsonSchema? JsonSchema { get; set; }
}

internal sealed class ChatJsonSchema
{
    public string? Name { get; set; }

    [JsonConverter(typeof(RawJsonConverter))]
    public string? Schema { get; set; }

    public string? Description { get; set; }

    public bool? Strict { get; set; }
}
