using System.Text.Json;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>
/// Reads the chunk that nearly every chunk is: a piece of the only choice's text and nothing else that matters. The serializer builds
/// five objects for it, which took more of a turn than its encryption. Whatever is in any way different is left to the serializer.
/// </summary>
internal static class TextChunk
{
    /// <param name="data">The data object.</param>
    /// <param name="model">The model that earlier chunks named.</param>
    /// <param name="text">The piece; null where there is none.</param>
    /// <returns>False when the chunk says anything else, or is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, string? model, out string? text)
    {
        text = null;
        var reader = new Utf8JsonReader(data);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryReadChunk(ref reader, model, ref text) && !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool TryReadChunk(ref Utf8JsonReader reader, string? model, ref string? text)
    {
        var choices = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var simple = true;
            if (reader.ValueTextEquals("choices"u8))
                simple = choices++ == 0 && TryReadChoices(ref reader, ref text);
            else if (reader.ValueTextEquals("model"u8))
                simple = reader.Read() && reader.TokenType == JsonTokenType.String && model is not null && reader.ValueTextEquals(model);
            else if (reader.ValueTextEquals("usage"u8) || reader.ValueTextEquals("error"u8))
                simple = IsNull(ref reader);
            else
                reader.Skip();
            if (!simple)
                return false;
        }

        return choices == 1;
    }

    private static bool TryReadChoices(ref Utf8JsonReader reader, ref string? text) =>
        reader.Read() && reader.TokenType == JsonTokenType.StartArray
        && reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryReadChoice(ref reader, ref text)
        && reader.Read() && reader.TokenType == JsonTokenType.EndArray;

    private static bool TryReadChoice(ref Utf8JsonReader reader, ref string? text)
    {
        var deltas = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var simple = true;
            if (reader.ValueTextEquals("delta"u8))
                simple = deltas++ == 0 && reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryReadDelta(ref reader, ref text);
            else if (reader.ValueTextEquals("index"u8))
                simple = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.ValueSpan.SequenceEqual("0"u8);
            else if (reader.ValueTextEquals("finish_reason"u8))
                simple = IsNull(ref reader);
            else
                reader.Skip();
            if (!simple)
                return false;
        }

        return true;
    }

    private static bool TryReadDelta(ref Utf8JsonReader reader, ref string? text)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
            {
                if (!reader.Read() || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                    return false;
                text = reader.GetString();
            }
            else if (reader.ValueTextEquals("refusal"u8) || reader.ValueTextEquals("tool_calls"u8))
            {
                if (!IsNull(ref reader))
                    return false;
            }
            else
            {
                reader.Skip();
            }
        }

        return true;
    }

    private static bool IsNull(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.Null;
}
