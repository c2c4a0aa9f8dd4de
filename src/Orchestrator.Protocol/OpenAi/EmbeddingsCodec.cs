using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orchestrator.Privacy;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>Texts as the body of an OpenAI embeddings request, and the vectors of its answer. Thread-safe.</summary>
/// <param name="model">What stands in the body's <c>model</c>.</param>
/// <param name="dimensions">How many numbers are asked for; null for as many as the model makes.</param>
public sealed class EmbeddingsCodec(string model, int? dimensions) : IEgressCodec
{
    private static readonly JsonWriterOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Encode(ModelRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, s_relaxed))
        {
            writer.WriteStartObject();
            writer.WriteString("model"u8, model);
            writer.WriteStartArray("input"u8);
            foreach (var message in request.Messages)
                writer.WriteStringValue(message.Text);
            writer.WriteEndArray();
            writer.WriteString("encoding_format"u8, "float"u8);
            if (dimensions is { } count)
                writer.WriteNumber("dimensions"u8, count);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Reads an answer: a vector a text, in their order, and the tokens that were read.</summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <returns>Null when the body is not of that form.</returns>
    public static (ReadOnlyMemory<float>[] Vectors, long Tokens)? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var vectors = document.RootElement.GetProperty("data").EnumerateArray()
                .Select((d, i) => (Place: d.TryGetProperty("index", out var index) ? index.GetInt32() : i, Vector: d.GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle()).ToArray()))
                .OrderBy(d => d.Place).Select(d => (ReadOnlyMemory<float>)d.Vector).ToArray();
            var tokens = document.RootElement.TryGetProperty("usage", out var usage) && usage.TryGetProperty("prompt_tokens", out var count) ? count.GetInt64() : 0;
            return (vectors, tokens);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
