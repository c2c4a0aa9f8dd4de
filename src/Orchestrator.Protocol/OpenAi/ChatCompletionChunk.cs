using System.Text.Json.Serialization;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>One data object of a streamed completion.</summary>
internal sealed class ChatCompletionChunk
{
    public string? Model { get; set; }

    public IReadOnlyList<ChatChunkChoice?>? Choices { get; set; }

    public ChatUsage? Usage { get; set; }

    public ChatChunkError? Error { get; set; }
}

internal sealed class ChatChunkChoice
{
    public int Index { get; set; }

    public ChatChunkDelta? Delta { get; set; }

    public string? FinishReason { get; set; }
}

internal sealed class ChatChunkDelta
{
    public string? Content { get; set; }

    public string? Refusal { get; set; }

    public IReadOnlyList<ChatBodyToolCall?>? ToolCalls { get; set; }
}

internal sealed class ChatUsage
{
    public long? PromptTokens { get; set; }

    public long? CompletionTokens { get; set; }
}

internal sealed class ChatChunkError
{
    public string? Type { get; set; }

    [JsonConverter(typeof(CodeConverter))]
    public string? Code { get; set; }
}
