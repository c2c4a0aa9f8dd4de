using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Cli.Batch;

/// <summary>
/// JSON Lines in, JSON Lines out, one at a time: <c>{"id",…}</c> to <c>{"id",…}</c>, and for a bad line <c>{"id","error"}</c>. Nothing
/// but results is ever written to the output.
/// </summary>
internal sealed class JsonLines(string field, Func<string, CancellationToken, Task<ILineResult>> work)
{
    public static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonElement Null = JsonDocument.Parse("null").RootElement;

    /// <summary>Works through the input; the exit code: 0, or 1 when a line was bad.</summary>
    public async Task<int> RunAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        var code = 0;
        await foreach (var line in LineReader.ReadAsync(input, cancellationToken))
        {
            var id = Null;
            ILineResult? result = null;
            string? error = null;
            try
            {
                using var document = JsonDocument.Parse(line);
                var text = Read(document.RootElement, ref id);
                result = await work(text, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                error = Explain(exception);
                code = 1;
            }

            await WriteAsync(output, id, result, error, cancellationToken);
        }

        return code;
    }

    private string Read(JsonElement line, ref JsonElement id)
    {
        if (line.ValueKind != JsonValueKind.Object)
            throw new LineException("expected a JSON object");
        if (!line.TryGetProperty("id", out var given) || given.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            throw new LineException("'id' is missing; expected a string or a number");
        id = given.Clone();
        if (!line.TryGetProperty(field, out var text) || text.ValueKind != JsonValueKind.String)
            throw new LineException($"'{field}' is missing; expected a string");
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new LineException($"'{field}' is no valid Unicode text");
        }
    }

    // What other exceptions say may quote the text; their kind does not.
    private static string Explain(Exception exception) => exception switch
    {
        JsonException json => $"the line is no JSON: byte {json.BytePositionInLine}",
        LineException or OrchestratorException or Orchestrator.Privacy.AnalysisFailedException => exception.Message,
        _ => $"failed with {exception.GetType().Name}",
    };

    private static async Task WriteAsync(Stream output, JsonElement id, ILineResult? result, string? error, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("id");
            WriteId(writer, id);
            if (result is not null)
                result.Write(writer);
            else
                writer.WriteString("error", error);
            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        await output.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    private static void WriteId(Utf8JsonWriter writer, JsonElement id)
    {
        try
        {
            id.WriteTo(writer);
        }
        catch (InvalidOperationException)
        {
            writer.WriteNullValue(); // An id of broken UTF-8 cannot be said again.
        }
    }
}
