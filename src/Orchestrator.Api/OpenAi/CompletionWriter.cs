using System.Text.Json;
using Orchestrator.Conversations;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Api.OpenAi;

/// <summary>A whole completion in one body.</summary>
internal static class CompletionWriter
{
    public static void Write(Utf8JsonWriter writer, TurnView turn)
    {
        writer.WriteStartObject();
        WriteHead(writer, "chat.completion"u8, turn, turn.Route);
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        WriteMessage(writer, turn.Output ?? Message.Assistant(""));
        writer.WriteNull("logprobs"u8);
        writer.WriteString("finish_reason"u8, turn.FinishReason ?? "stop");
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (turn.Usage is { } usage)
        {
            writer.WritePropertyName("usage"u8);
            OpenAiWriter.WriteUsage(writer, usage);
        }
        DecisionWriter.Write(writer, turn);
        writer.WriteEndObject();
    }

    /// <summary>What completions and their chunks begin with.</summary>
    public static void WriteHead(Utf8JsonWriter writer, ReadOnlySpan<byte> kind, TurnView turn, TurnRoute route)
    {
        writer.WriteString("id"u8, $"chatcmpl-{turn.TurnId}");
        writer.WriteString("object"u8, kind);
        writer.WriteNumber("created"u8, turn.AcceptedAt.ToUnixTimeSeconds());
        writer.WriteString("model"u8, route.Target?.Model.ToString() ?? "none");
    }

    private static void WriteMessage(Utf8JsonWriter writer, Message message)
    {
        writer.WriteStartObject("message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        if (message.Text.Length == 0 && !message.ToolCalls.IsDefaultOrEmpty)
            writer.WriteNull("content"u8);
        else
            writer.WriteString("content"u8, message.Text);
        writer.WriteNull("refusal"u8);
        if (!message.ToolCalls.IsDefaultOrEmpty)
        {
            writer.WriteStartArray("tool_calls"u8);
            foreach (var call in message.ToolCalls)
                OpenAiWriter.WriteToolCall(writer, call, index: null);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }
}
