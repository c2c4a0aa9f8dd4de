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

    public long? TotalTokens { get; set; }

    public ChatPromptDetails? PromptTokensDetails { get; set; }

    public ChatCompletionDetails? CompletionTokensDetails { get; set; }

    /// <summary>DeepSeek's word for cached tokens.</summary>
    public long? PromptCacheHitTokens { get; set; }

    /// <summary>Null when the two counts are not both there.</summary>
    public ModelUsage? ToUsage()
    {
        if (this is not { PromptTokens: { } input, CompletionTokens: { } output })
            return null;
        var reasoning = CompletionTokensDetails?.ReasoningTokens ?? 0;

        // Some servers, xAI's for one, do not count reasoning among the completion; their total tells.
        if (reasoning > 0 && TotalTokens == input + output + reasoning)
            output += reasoning;
        return new(input, output)
        {
            CachedInputTokens = PromptTokensDetails?.CachedTokens ?? PromptCacheHitTokens ?? 0,
            CacheWriteTokens = PromptTokensDetails?.CacheWriteTokens ?? 0,
            ReasoningTokens = reasoning,
        };
    }
}

internal sealed class ChatPromptDetails
{
    public long? CachedTokens { get; set; }

    public long? CacheWriteTokens { get; set; }
}

internal sealed class ChatCompletionDetails
{
    public long? ReasoningTokens { get; set; }
}

internal sealed class ChatChunkError
{
    public string? Type { get; set; }

    [JsonConverter(typeof(CodeConverter))]
    public string? Code { get; set; }
}
