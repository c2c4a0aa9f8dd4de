using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>A message's content: text, or parts.</summary>
internal sealed class ContentConverter : ReadOnlyConverter<MessageContent>
{
    public override MessageContent? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new(reader.GetString()!, []);
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new BodyShapeException("Message content is a string or an array of parts.");

        var text = new StringBuilder();
        var attachments = ImmutableArray.CreateBuilder<Attachment>();
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            using var part = JsonDocument.ParseValue(ref reader);
            Add(text, attachments, part.RootElement, i);
        }
        return new(text.ToString(), attachments.ToImmutable());
    }

    private static void Add(StringBuilder text, ImmutableArray<Attachment>.Builder attachments, JsonElement part, int place)
    {
        if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            throw new BodyShapeException("A content part is an object with a type.", within: $"[{place}]");
        var name = type.ValueEquals("text") ? "text" : type.ValueEquals("refusal") ? "refusal" : null;
        if (name is not null)
        {
            text.Append(part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : throw new BodyShapeException($"A {name} part holds its text in '{name}'.", within: $"[{place}].{name}"));
            return;
        }

        attachments.Add(AttachmentParts.Read(part, type.GetString(), (within, message, reason) => new BodyShapeException(message, reason, $"[{place}]{within}"))
            ?? throw new BodyShapeException("Content parts are 'text', 'image_url', 'input_audio' and 'file'.", ErrorReason.Unsupported, $"[{place}].type"));
    }
}

/// <summary>One stop string or several.</summary>
internal sealed class StopConverter : ReadOnlyConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return [reader.GetString()!];
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new BodyShapeException("'stop' is a string or an array of strings.");
        var stops = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            stops.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new BodyShapeException("'stop' holds only strings."));
        return stops;
    }
}

/// <summary>A tool choice by word, or a function by name.</summary>
internal sealed class ToolChoiceConverter : ReadOnlyConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString() is "auto" or "none" or "required"
                ? reader.GetString()
                : throw new BodyShapeException("'tool_choice' is auto, none, required or a function.");
        }
        using var choice = JsonDocument.ParseValue(ref reader);
        return choice.RootElement.ValueKind == JsonValueKind.Object
            && choice.RootElement.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object
            && function.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
                ? name.GetString()
                : throw new BodyShapeException("A 'tool_choice' object names its function in 'function.name'.");
    }
}

/// <summary>JSON kept as its text.</summary>
internal sealed class RawJsonConverter : ReadOnlyConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new BodyShapeException("A JSON schema is an object.");
        using var raw = JsonDocument.ParseValue(ref reader);
        return raw.RootElement.GetRawText();
    }
}

/// <summary>Codes that some providers write as numbers.</summary>
internal sealed class CodeConverter : ReadOnlyConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        using var raw = JsonDocument.ParseValue(ref reader);
        return raw.RootElement.ValueKind == JsonValueKind.Number ? raw.RootElement.GetRawText() : null;
    }
}

/// <summary>A converter of a body that is only read: bodies are written with a <see cref="Utf8JsonWriter"/>.</summary>
internal abstract class ReadOnlyConverter<T> : JsonConverter<T>
{
    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Bodies are written by ChatCompletionsCodec.");
}
