using System.Text.Json;
using Orchestrator.Conversations;

namespace Orchestrator.Api.Responses;

/// <summary>Writes messages as the items of the responses protocol.</summary>
internal static class ItemWriter
{
    /// <summary>An answer's items, in the order in which they came.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="textAt">The text's place among the items.</param>
    public static void WriteOutput(Utf8JsonWriter writer, TurnView turn, int textAt)
    {
        if (turn.Output is not { } output)
            return;
        var suffix = ResponseId.Suffix(turn);
        var hasText = output.Text.Length > 0 || output.ToolCalls.IsEmpty;
        for (var i = 0; i <= output.ToolCalls.Length; i++)
        {
            if (hasText && i == Math.Min(textAt, output.ToolCalls.Length))
                WriteText(writer, suffix, output.Text, Status(turn));
            if (i < output.ToolCalls.Length)
                WriteCall(writer, suffix, i, output.ToolCalls[i], "completed"u8);
        }
    }

    /// <summary>What a caller said, an item each.</summary>
    public static IEnumerable<ResponseItem> Input(TurnView turn)
    {
        var suffix = ResponseId.Suffix(turn);
        return turn.Input.Select((message, place) =>
        {
            var id = $"{(message.Role == Role.Tool ? "fco" : "in")}_{suffix}_{place}";
            return new ResponseItem(id, writer => WriteInput(writer, id, message));
        });
    }

    /// <summary>All that a turn adds to its conversation, in its order.</summary>
    public static IEnumerable<ResponseItem> Of(TurnView turn)
    {
        if (turn.Output is not { } output)
            return Input(turn);
        var suffix = ResponseId.Suffix(turn);
        var calls = output.ToolCalls.Select((call, place) =>
            new ResponseItem(CallId(suffix, place), writer => WriteCall(writer, suffix, place, call, "completed"u8)));
        return output.Text.Length == 0 && !output.ToolCalls.IsEmpty
            ? [.. Input(turn), .. calls]
            : [.. Input(turn), new(TextId(suffix), writer => WriteText(writer, suffix, output.Text, Status(turn))), .. calls];
    }

    private static void WriteInput(Utf8JsonWriter writer, string id, Message message)
    {
        writer.WriteStartObject();
        if (message.Role == Role.Tool)
        {
            writer.WriteString("type"u8, "function_call_output"u8);
            writer.WriteString("id"u8, id);
            writer.WriteString("call_id"u8, message.ToolCallId);
            writer.WriteString("output"u8, message.Text);
        }
        else
        {
            writer.WriteString("type"u8, "message"u8);
            writer.WriteString("id"u8, id);
            writer.WriteString("role"u8, message.Role == Role.System ? "system"u8 : "user"u8);
            writer.WriteStartArray("content"u8);
            if (message.Text.Length > 0 || message.Attachments.IsEmpty)
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, "input_text"u8);
                writer.WriteString("text"u8, message.Text);
                writer.WriteEndObject();
            }

            foreach (var attachment in message.Attachments)
                WriteAttachment(writer, attachment);
            writer.WriteEndArray();
        }

        writer.WriteString("status"u8, "completed"u8);
        writer.WriteEndObject();
    }

    private static void WriteAttachment(Utf8JsonWriter writer, Attachment attachment)
    {
        writer.WriteStartObject();
        switch (attachment.Kind)
        {
            case AttachmentKinds.Image:
                writer.WriteString("type"u8, "input_image"u8);
                writer.WriteString("image_url"u8, attachment.Url ?? DataUrl(attachment));
                writer.WriteString("detail"u8, attachment.Detail ?? "auto");
                break;
            case AttachmentKinds.Audio:
                writer.WriteString("type"u8, "input_audio"u8);
                writer.WriteStartObject("input_audio"u8);
                writer.WriteBase64String("data"u8, attachment.Data.Span);
                writer.WriteString("format"u8, attachment.MediaType == "audio/wav" ? "wav"u8 : "mp3"u8);
                writer.WriteEndObject();
                break;
            default:
                writer.WriteString("type"u8, "input_file"u8);
                writer.WriteString("filename"u8, attachment.Name);
                writer.WriteString("file_data"u8, DataUrl(attachment));
                break;
        }

        writer.WriteEndObject();
    }

    private static string DataUrl(Attachment attachment) => $"data:{attachment.MediaType};base64,{Convert.ToBase64String(attachment.Data.Span)}";

    /// <summary>The message of an answer; one that begins has no content yet.</summary>
    public static void WriteText(Utf8JsonWriter writer, string suffix, string? text, ReadOnlySpan<byte> status)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "message"u8);
        writer.WriteString("id"u8, TextId(suffix));
        writer.WriteString("status"u8, status);
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteStartArray("content"u8);
        if (text is not null)
            WritePart(writer, text);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WritePart(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "output_text"u8);
        writer.WriteStartArray("annotations"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("logprobs"u8);
        writer.WriteEndArray();
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }

    public static void WriteCall(Utf8JsonWriter writer, string suffix, int index, ToolCall call, ReadOnlySpan<byte> status)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function_call"u8);
        writer.WriteString("id"u8, CallId(suffix, index));
        writer.WriteString("status"u8, status);
        writer.WriteString("call_id"u8, call.Id);
        writer.WriteString("name"u8, call.Name);
        writer.WriteString("arguments"u8, call.Arguments);
        writer.WriteEndObject();
    }

    /// <summary>A text that its limit of tokens cut off is not complete; a call is whole or is not there.</summary>
    public static ReadOnlySpan<byte> Status(TurnView turn) => turn.FinishReason == "length" ? "incomplete"u8 : "completed"u8;

    public static string TextId(string suffix) => $"msg_{suffix}";

    public static string CallId(string suffix, int index) => $"fc_{suffix}_{index}";
}
