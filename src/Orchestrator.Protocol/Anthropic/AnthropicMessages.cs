using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Protocol.Anthropic;

/// <summary>
/// Writes a dialogue as the API wants it: user and assistant take turns, each message a list of blocks, and all results of one round
/// of tool calls stand in one message of the user. Blocks without text are refused there, so they are left out.
/// </summary>
internal static class AnthropicMessages
{
    private const string Pdf = "application/pdf";

    public static void Write(Utf8JsonWriter writer, ImmutableArray<Message> messages)
    {
        Role? open = null;
        foreach (var message in messages)
        {
            if (message.Role == Role.System || (message.Role != Role.Tool && message.Text.Length == 0 && message.ToolCalls.IsDefaultOrEmpty && message.Attachments.IsDefaultOrEmpty))
                continue;
            var speaker = message.Role == Role.Assistant ? Role.Assistant : Role.User;
            if (open != speaker)
            {
                if (open is not null)
                    End(writer);
                Start(writer, speaker);
                open = speaker;
            }

            WriteBlocks(writer, message);
        }

        if (open is not null)
            End(writer);
    }

    public static void WriteText(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }

    private static void Start(Utf8JsonWriter writer, Role speaker)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, speaker == Role.Assistant ? "assistant"u8 : "user"u8);
        writer.WriteStartArray("content"u8);
    }

    private static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteBlocks(Utf8JsonWriter writer, Message message)
    {
        if (message.Role == Role.Tool)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "tool_result"u8);
            writer.WriteString("tool_use_id"u8, Id(message.ToolCallId ?? ""));
            writer.WriteString("content"u8, message.Text);
            writer.WriteEndObject();
            return;
        }

        if (message.Text.Length > 0)
            WriteText(writer, message.Text);
        foreach (var attachment in message.Attachments.IsDefault ? [] : message.Attachments)
            Write(writer, attachment);
        if (message.ToolCalls.IsDefaultOrEmpty)
            return;
        foreach (var call in message.ToolCalls)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "tool_use"u8);
            writer.WriteString("id"u8, Id(call.Id));
            writer.WriteString("name"u8, call.Name);
            writer.WritePropertyName("input"u8);
            RawJson.Write(writer, call.Arguments.Length > 0 ? call.Arguments : "{}", "messages.tool_calls.arguments");
            writer.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter writer, Attachment attachment)
    {
        if (attachment.Kind == AttachmentKinds.Audio || (attachment.Kind == AttachmentKinds.File && attachment.MediaType != Pdf))
            throw new OrchestratorException(ErrorReason.Unsupported, "This provider's API takes pictures and PDF files, and no other attachment.", "messages");
        writer.WriteStartObject();
        writer.WriteString("type"u8, attachment.Kind == AttachmentKinds.Image ? "image"u8 : "document"u8);
        writer.WriteStartObject("source"u8);
        writer.WriteString("type"u8, attachment.Url is null ? "base64"u8 : "url"u8);
        if (attachment.Url is { } url)
        {
            writer.WriteString("url"u8, url);
        }
        else
        {
            writer.WriteString("media_type"u8, attachment.MediaType);
            writer.WriteBase64String("data"u8, attachment.Data.Span);
        }

        writer.WriteEndObject();
        if (attachment.Name.Length > 0)
            writer.WriteString("title"u8, attachment.Name);
        writer.WriteEndObject();
    }

    // Ids of other providers may hold what this API refuses; a call and its result change alike.
    private static string Id(string id) =>
        id.Length == 0 ? "call" : string.Create(id.Length, id, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(from[i]) || from[i] is '_' or '-' ? from[i] : '_';
        });
}
