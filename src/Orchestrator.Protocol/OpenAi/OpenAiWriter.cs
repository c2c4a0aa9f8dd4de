using System.Text.Json;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>Parts that requests and answers of the protocol share.</summary>
public static class OpenAiWriter
{
    /// <summary>Writes a tool call.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="call">The call.</param>
    /// <param name="index">Its place among the answer's calls, which every streamed call needs; null outside of streams.</param>
    public static void WriteToolCall(Utf8JsonWriter writer, ToolCall call, int? index)
    {
        writer.WriteStartObject();
        if (index is { } place)
            writer.WriteNumber("index"u8, place);
        writer.WriteString("id"u8, call.Id);
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, call.Name);
        writer.WriteString("arguments"u8, call.Arguments);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes a usage object.</summary>
    /// <param name="writer">Where to, after the property's name.</param>
    /// <param name="usage">The tokens.</param>
    public static void WriteUsage(Utf8JsonWriter writer, ModelUsage usage)
    {
        writer.WriteStartObject();
        writer.WriteNumber("prompt_tokens"u8, usage.InputTokens);
        writer.WriteNumber("completion_tokens"u8, usage.OutputTokens);
        writer.WriteNumber("total_tokens"u8, usage.InputTokens + usage.OutputTokens);
        writer.WriteStartObject("prompt_tokens_details"u8);
        writer.WriteNumber("cached_tokens"u8, usage.CachedInputTokens);
        writer.WriteEndObject();
        writer.WriteStartObject("completion_tokens_details"u8);
        writer.WriteNumber("reasoning_tokens"u8, usage.ReasoningTokens);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
