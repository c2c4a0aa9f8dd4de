using System.Text.Json;

namespace Orchestrator.Api.Responses;

/// <summary>Writes conversations as the protocol words them.</summary>
internal static class ConversationWriter
{
    public static void Write(Utf8JsonWriter writer, (ConversationId Id, DateTimeOffset At, string? Metadata) conversation)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, ResponseId.OfConversation(conversation.Id));
        writer.WriteString("object"u8, "conversation"u8);
        writer.WriteNumber("created_at"u8, conversation.At.ToUnixTimeSeconds());
        writer.WritePropertyName("metadata"u8);
        writer.WriteRawValue(conversation.Metadata ?? "{}");
        writer.WriteEndObject();
    }

    public static void WriteDeleted(Utf8JsonWriter writer, string id, string kind)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteString("object"u8, $"{kind}.deleted");
        writer.WriteBoolean("deleted"u8, true);
        writer.WriteEndObject();
    }
}
