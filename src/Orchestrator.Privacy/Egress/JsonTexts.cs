using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Privacy;

/// <summary>
/// Walks every key, string and number of a JSON text. A number that the visitor changes becomes a quoted string. JSON in
/// which nothing changes comes back as it was; text that is no JSON is visited as plain text.
/// </summary>
internal static class JsonTexts
{
    private const int Deepest = 512;
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = Deepest };

    public static string Visit(string json, RequestTexts.Visitor visit)
    {
        if (string.IsNullOrWhiteSpace(json))
            return json;
        try
        {
            var output = new ArrayBufferWriter<byte>(json.Length);
            bool changed;
            using (var writer = new Utf8JsonWriter(output, Writing))
                changed = Copy(Encoding.UTF8.GetBytes(json), writer, visit);
            return changed ? Encoding.UTF8.GetString(output.WrittenSpan) : json;
        }
        catch (JsonException)
        {
            // A model's cut-off arguments: read and rewritten as the plain text that they are.
            return visit(json, null);
        }
        catch (InvalidOperationException)
        {
            // Escapes of half a surrogate pair, which no UTF-8 can hold.
            return visit(json, null);
        }
    }

    private static bool Copy(byte[] json, Utf8JsonWriter writer, RequestTexts.Visitor visit)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Deepest });
        var changed = false;
        string? key = null;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var name = reader.GetString()!;
                    key = visit(name, null);
                    changed |= !ReferenceEquals(key, name);
                    writer.WritePropertyName(key);
                    break;
                case JsonTokenType.String:
                    var text = reader.GetString()!;
                    var answer = visit(text, key);
                    changed |= !ReferenceEquals(answer, text);
                    writer.WriteStringValue(answer);
                    break;
                case JsonTokenType.Number:
                    changed |= CopyNumber(reader.ValueSpan, key, writer, visit);
                    break;
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                default:
                    writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                    break;
            }
        }

        return changed;
    }

    private static bool CopyNumber(ReadOnlySpan<byte> raw, string? key, Utf8JsonWriter writer, RequestTexts.Visitor visit)
    {
        var text = Encoding.ASCII.GetString(raw);
        var answer = visit(text, key);
        if (ReferenceEquals(answer, text) && Plain(text) is { } plain)
        {
            // 4.111111111111111e15 is a card too.
            var plainAnswer = visit(plain, key);
            if (!ReferenceEquals(plainAnswer, plain))
                answer = plainAnswer;
        }

        if (ReferenceEquals(answer, text))
        {
            writer.WriteRawValue(raw, skipInputValidation: true);
            return false;
        }

        writer.WriteStringValue(answer);
        return true;
    }

    private static string? Plain(string number) =>
        number.AsSpan().ContainsAny('e', 'E', '.')
        && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && decimal.IsInteger(value)
            ? decimal.Truncate(value).ToString(CultureInfo.InvariantCulture)
            : null;
}
