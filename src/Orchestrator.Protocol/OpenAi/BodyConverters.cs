using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>A message's content: text, or parts that are text.</summary>
internal sealed class ContentConverter : ReadOnlyConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new BodyShapeException("Message content is a string or an array of text parts.");

        var text = new StringBuilder();
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            using var part = JsonDocument.ParseValue(ref reader);
            text.Append(TextOf(part.RootElement, i));
        }
        return text.ToString();
    }

    private static string? TextOf(JsonElement part, int place)
    {
        if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            throw new BodyShapeException("A content part is an object with a type.", within: $"[{place}]");
        var name = type.ValueEquals("text") ? "text" : type.ValueEquals("refusal") ? "refusal" : null;
        if (name is null)
            throw new BodyShapeException($"{Kind(type)} not supported here: models get text only. Send parts of type 'text'.", ErrorReason.Unsupported, $"[{place}].type");
        return part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : throw new BodyShapeException($"A {name} part holds its text in '{name}'.", within: $"[{place}].{name}");
    }

    private static string Kind(JsonElement type) =>
        type.ValueEquals("image_url") ? "Images are"
        : type.ValueEquals("input_audio") ? "Audio is"
        : type.ValueEquals("file") ? "Files are"
        : "Content parts of this type are";
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
