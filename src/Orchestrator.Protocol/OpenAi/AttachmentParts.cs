using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>Reads the parts of a message that are no text, as chat completions and responses write them, and writes the former.</summary>
internal static class AttachmentParts
{
    private const string Wav = "audio/wav", Mp3 = "audio/mpeg";

    /// <summary>Makes the exception of what is wrong in a part.</summary>
    /// <param name="within">Where in the part, such as <c>.image_url.url</c>.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="reason">The stable reason.</param>
    public delegate Exception Problem(string within, string message, ErrorReason reason);

    /// <summary>The attachment of a part; null when the part is of another type.</summary>
    public static Attachment? Read(JsonElement part, string? type, Problem problem)
    {
        switch (type)
        {
            case "image_url":
                var image = Object(part, "image_url", problem);
                return Image(image, "url", ".image_url", problem);
            case "input_image":
                return Image(part, "image_url", "", problem);
            case "input_audio":
                return Audio(Object(part, "input_audio", problem), problem);
            case "file":
                return File(Object(part, "file", problem), ".file", problem);
            case "input_file":
                return File(part, "", problem);
            default:
                return null;
        }
    }

    /// <summary>Writes an attachment as a part of a chat completion's message.</summary>
    public static void Write(Utf8JsonWriter writer, Attachment attachment)
    {
        writer.WriteStartObject();
        switch (attachment.Kind)
        {
            case AttachmentKinds.Image:
                writer.WriteString("type"u8, "image_url"u8);
                writer.WriteStartObject("image_url"u8);
                writer.WriteString("url"u8, attachment.Url ?? DataUrl(attachment));
                if (attachment.Detail is { } detail)
                    writer.WriteString("detail"u8, detail);
                break;
            case AttachmentKinds.Audio:
                writer.WriteString("type"u8, "input_audio"u8);
                writer.WriteStartObject("input_audio"u8);
                writer.WriteBase64String("data"u8, attachment.Data.Span);
                writer.WriteString("format"u8, attachment.MediaType == Wav ? "wav"u8 : "mp3"u8);
                break;
            default:
                writer.WriteString("type"u8, "file"u8);
                writer.WriteStartObject("file"u8);
                writer.WriteString("filename"u8, attachment.Name);
                writer.WriteString("file_data"u8, DataUrl(attachment));
                break;
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>An attachment's bytes as an address.</summary>
    public static string DataUrl(Attachment attachment) => $"data:{attachment.MediaType};base64,{Convert.ToBase64String(attachment.Data.Span)}";

    private static Attachment Image(JsonElement holder, string field, string path, Problem problem)
    {
        if (Text(holder, "file_id") is not null)
            throw problem($"{path}.file_id", "Uploaded files are not kept here. Send the picture in the request.", ErrorReason.Unsupported);
        var detail = Text(holder, "detail");
        if (detail is not (null or "low" or "high" or "auto"))
            throw problem($"{path}.detail", "'detail' is low, high or auto.", ErrorReason.InvalidRequest);
        var url = Text(holder, field) ?? throw problem($"{path}.{field}", "A picture is a data: or https: address.", ErrorReason.InvalidRequest);
        if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps)
            return new() { Kind = AttachmentKinds.Image, Url = url, Detail = detail };
        if (!TryData(url, out var mediaType, out var data) || Attachment.KindOf(mediaType) != AttachmentKinds.Image)
            throw problem($"{path}.{field}", "A picture is an https: address, or data:image/png;base64,… with the bytes in base64.", ErrorReason.InvalidRequest);
        return new() { Kind = AttachmentKinds.Image, MediaType = mediaType, Data = data, Detail = detail };
    }

    private static Attachment Audio(JsonElement holder, Problem problem)
    {
        var mediaType = Text(holder, "format") switch
        {
            "wav" => Wav,
            "mp3" => Mp3,
            _ => throw problem(".input_audio.format", "A recording's format is wav or mp3.", ErrorReason.InvalidRequest),
        };
        return TryBase64(Text(holder, "data") ?? "", out var data)
            ? new() { Kind = AttachmentKinds.Audio, MediaType = mediaType, Data = data }
            : throw problem(".input_audio.data", "A recording's bytes stand in 'data', in base64.", ErrorReason.InvalidRequest);
    }

    private static Attachment File(JsonElement holder, string path, Problem problem)
    {
        foreach (var elsewhere in new[] { "file_id", "file_url" })
        {
            if (Text(holder, elsewhere) is not null)
                throw problem($"{path}.{elsewhere}", "Files are neither kept nor fetched here. Send the file in 'file_data'.", ErrorReason.Unsupported);
        }

        if (!TryData(Text(holder, "file_data") ?? "", out var mediaType, out var data))
            throw problem($"{path}.file_data", "A file is data:application/pdf;base64,… with its own media type and its bytes in base64.", ErrorReason.InvalidRequest);
        return new() { Kind = AttachmentKinds.File, MediaType = mediaType, Name = Text(holder, "filename") ?? "", Data = data };
    }

    // data:<media type>[;parameters];base64,<bytes>
    private static bool TryData(string url, out string mediaType, [NotNullWhen(true)] out byte[]? data)
    {
        (mediaType, data) = ("", null);
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return false;
        var head = url[5..comma].Split(';');
        mediaType = head[0].Trim().ToLowerInvariant();
        return mediaType.Length > 0 && head[^1].Equals("base64", StringComparison.OrdinalIgnoreCase) && TryBase64(url[(comma + 1)..], out data);
    }

    private static bool TryBase64(string text, [NotNullWhen(true)] out byte[]? data)
    {
        data = null;
        var encoded = Encoding.UTF8.GetBytes(text);
        if (!Base64.IsValid(encoded, out var length) || length == 0)
            return false;
        data = Convert.FromBase64String(text);
        return true;
    }

    private static JsonElement Object(JsonElement part, string field, Problem problem) =>
        part.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : throw problem($".{field}", $"A part of this type holds an object in '{field}'.", ErrorReason.InvalidRequest);

    private static string? Text(JsonElement holder, string field) =>
        holder.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? JsonField.Whole(value, field) : null;
}
