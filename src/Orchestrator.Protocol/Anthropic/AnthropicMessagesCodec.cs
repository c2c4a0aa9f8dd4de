using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orchestrator.Privacy;

namespace Orchestrator.Protocol.Anthropic;

/// <summary>
/// A request as the body of a streamed Anthropic message, version 2023-06-01. System messages become <c>system</c>; a tool's results
/// become blocks of a user's message, as the API wants them. Thread-safe.
/// </summary>
public sealed class AnthropicMessagesCodec : IEgressCodec
{
    // As for chat completions: the bytes never stand in a web page; lone surrogates become U+FFFD.
    private static readonly JsonWriterOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly string _model;
    private readonly int _defaultOutputTokens;

    /// <summary>Makes a codec for one model.</summary>
    /// <param name="model">What stands in the body's <c>model</c>.</param>
    /// <param name="defaultOutputTokens">The limit of tokens, which the API insists on, when the caller sets none; above 0.</param>
    public AnthropicMessagesCodec(string model, int defaultOutputTokens)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(defaultOutputTokens);
        (_model, _defaultOutputTokens) = (model, defaultOutputTokens);
    }

    /// <inheritdoc/>
    /// <exception cref="OrchestratorException">A tool's schema is no JSON, or the request asks for what the API has no word for.</exception>
    public ReadOnlyMemory<byte> Encode(ModelRequest request)
    {
        // Dropping the format would give prose to who asked for JSON.
        if (request.Options.ResponseFormat is { Type: not "text" })
            throw new OrchestratorException(ErrorReason.Unsupported, "This provider's API does not hold an answer to a JSON format.", "response_format");
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, s_relaxed))
            Write(writer, request);
        return buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter writer, ModelRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, _model);
        writer.WriteNumber("max_tokens"u8, request.Options.MaxOutputTokens ?? _defaultOutputTokens);
        writer.WriteBoolean("stream"u8, true);
        WriteSystem(writer, request);
        writer.WriteStartArray("messages"u8);
        AnthropicMessages.Write(writer, request.Messages);
        writer.WriteEndArray();
        WriteTools(writer, request);
        WriteOptions(writer, request.Options);
        writer.WriteEndObject();
    }

    private static void WriteSystem(Utf8JsonWriter writer, ModelRequest request)
    {
        var system = request.Messages.Where(static m => m.Role == Role.System && m.Text.Length > 0).ToList();
        if (system.Count == 0)
            return;
        writer.WriteStartArray("system"u8);
        foreach (var message in system)
            AnthropicMessages.WriteText(writer, message.Text);
        writer.WriteEndArray();
    }

    private static void WriteTools(Utf8JsonWriter writer, ModelRequest request)
    {
        if (request.Tools.IsDefaultOrEmpty)
            return;
        writer.WriteStartArray("tools"u8);
        foreach (var tool in request.Tools)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, tool.Name);
            if (tool.Description.Length > 0)
                writer.WriteString("description"u8, tool.Description);
            writer.WritePropertyName("input_schema"u8);
            RawJson.Write(writer, tool.Parameters.Length > 0 ? tool.Parameters : """{"type":"object"}""", "tools.parameters");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        var onlyOne = request.Options.ParallelToolCalls is false;
        if ((request.Options.ToolChoice ?? (onlyOne ? "auto" : null)) is not { } choice)
            return;
        writer.WriteStartObject("tool_choice"u8);
        writer.WriteString("type"u8, choice switch { "auto" => "auto"u8, "none" => "none"u8, "required" => "any"u8, _ => "tool"u8 });
        if (choice is not ("auto" or "none" or "required"))
            writer.WriteString("name"u8, choice);
        if (onlyOne && choice != "none")
            writer.WriteBoolean("disable_parallel_tool_use"u8, true);
        writer.WriteEndObject();
    }

    // There is no seed here, and the temperature ends at 1.
    private static void WriteOptions(Utf8JsonWriter writer, ModelOptions options)
    {
        if (options.Temperature is { } temperature)
            writer.WriteNumber("temperature"u8, Math.Min(temperature, 1));
        if (options.TopP is { } topP)
            writer.WriteNumber("top_p"u8, topP);
        if (options.Stop.IsDefaultOrEmpty)
            return;
        writer.WriteStartArray("stop_sequences"u8);
        foreach (var stop in options.Stop)
            writer.WriteStringValue(stop);
        writer.WriteEndArray();
    }
}
