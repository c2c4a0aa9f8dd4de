using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orchestrator.Privacy;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>
/// A request as the body of a streamed OpenAI chat completion: the one form in which requests cross to models, so that what is
/// cleared is what a provider receives. Thread-safe.
/// </summary>
public sealed class ChatCompletionsCodec : IEgressCodec
{
    // Relaxed, because the bytes are sent as application/json and never stand in a web page; lone surrogates become U+FFFD.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly string _model;

    /// <summary>Makes a codec for one model.</summary>
    /// <param name="model">What stands in the body's <c>model</c>.</param>
    public ChatCompletionsCodec(string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        _model = model;
    }

    /// <summary>
    /// Whether the limit of tokens is written as <c>max_completion_tokens</c>, which newer models of OpenAI insist on, instead of
    /// <c>max_tokens</c>, which every compatible server knows. Default: false.
    /// </summary>
    public bool UseMaxCompletionTokens { get; init; }

    /// <inheritdoc/>
    /// <exception cref="OrchestratorException">A tool's or the response format's schema is no JSON.</exception>
    public ReadOnlyMemory<byte> Encode(ModelRequest request)
    {
        // Enough for what is not mostly tools: the writer asks for the room of three bytes a character before it writes one.
        var buffer = new ArrayBufferWriter<byte>(1024 + (3 * request.Messages.Sum(static m => m.Text.Length)));
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
            Write(writer, request);
        return buffer.WrittenMemory;
    }

    /// <summary>The request in a body, for whoever receives it.</summary>
    /// <param name="body">What <see cref="Encode"/> wrote, or another client of the protocol.</param>
    /// <exception cref="OrchestratorException">The body is malformed or asks for something that is not supported.</exception>
    public static ModelRequest Parse(ReadOnlySpan<byte> body) => ChatCompletionRequest.Parse(body).Request;

    private void Write(Utf8JsonWriter writer, ModelRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, _model);
        writer.WriteStartArray("messages"u8);
        foreach (var message in request.Messages)
            WriteMessage(writer, message);
        writer.WriteEndArray();
        writer.WriteBoolean("stream"u8, true);
        writer.WriteStartObject("stream_options"u8);
        writer.WriteBoolean("include_usage"u8, true);
        writer.WriteEndObject();
        WriteTools(writer, request);
        WriteOptions(writer, request.Options, hasTools: !request.Tools.IsDefaultOrEmpty);
        writer.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter writer, Message message)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, message.Role switch
        {
            Role.System => "system"u8,
            Role.User => "user"u8,
            Role.Assistant => "assistant"u8,
            Role.Tool => "tool"u8,
            _ => throw new OrchestratorException(ErrorReason.InvalidRequest, "A message has no role.", "messages"),
        });
        if (message.Text.Length == 0 && !message.ToolCalls.IsDefaultOrEmpty)
            writer.WriteNull("content"u8);
        else if (message.Attachments.IsDefaultOrEmpty)
            writer.WriteString("content"u8, message.Text);
        else
            WriteParts(writer, message);
        if (message.Role == Role.Tool && message.ToolCallId is { } id)
            writer.WriteString("tool_call_id"u8, id);
        if (message.Role == Role.Assistant && !message.ToolCalls.IsDefaultOrEmpty)
        {
            writer.WriteStartArray("tool_calls"u8);
            foreach (var call in message.ToolCalls)
                OpenAiWriter.WriteToolCall(writer, call, index: null);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter writer, Message message)
    {
        writer.WriteStartArray("content"u8);
        if (message.Text.Length > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("text"u8, message.Text);
            writer.WriteEndObject();
        }

        foreach (var attachment in message.Attachments)
            AttachmentParts.Write(writer, attachment);
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
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, tool.Name);
            if (tool.Description.Length > 0)
                writer.WriteString("description"u8, tool.Description);
            if (tool.Parameters.Length > 0)
                WriteSchema(writer, "parameters"u8, tool.Parameters, "tools.parameters");
            if (tool.Strict)
                writer.WriteBoolean("strict"u8, true);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private void WriteOptions(Utf8JsonWriter writer, ModelOptions options, bool hasTools)
    {
        if (options.MaxOutputTokens is { } tokens)
            writer.WriteNumber(UseMaxCompletionTokens ? "max_completion_tokens"u8 : "max_tokens"u8, tokens);
        if (options.Temperature is { } temperature)
            writer.WriteNumber("temperature"u8, temperature);
        if (options.TopP is { } topP)
            writer.WriteNumber("top_p"u8, topP);
        if (options.Seed is { } seed)
            writer.WriteNumber("seed"u8, seed);
        if (!options.Stop.IsDefaultOrEmpty)
        {
            writer.WriteStartArray("stop"u8);
            foreach (var stop in options.Stop)
                writer.WriteStringValue(stop);
            writer.WriteEndArray();
        }
        if (options.ResponseFormat is { } format)
            WriteFormat(writer, format);
        if (options.ToolChoice is { } choice)
            WriteChoice(writer, choice);
        if (options.ParallelToolCalls is { } parallel && hasTools)
            writer.WriteBoolean("parallel_tool_calls"u8, parallel);
    }

    private static void WriteFormat(Utf8JsonWriter writer, ResponseFormat format)
    {
        writer.WriteStartObject("response_format"u8);
        writer.WriteString("type"u8, format.Type);
        if (format.Type == "json_schema")
        {
            writer.WriteStartObject("json_schema"u8);
            if (format.Name is { } name)
                writer.WriteString("name"u8, name);
            if (format.Schema is { } schema)
                WriteSchema(writer, "schema"u8, schema, "response_format.schema");
            if (format.Description is { } description)
                writer.WriteString("description"u8, description);
            if (format.Strict)
                writer.WriteBoolean("strict"u8, true);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, string choice)
    {
        if (choice is "auto" or "none" or "required")
        {
            writer.WriteString("tool_choice"u8, choice);
            return;
        }
        writer.WriteStartObject("tool_choice"u8);
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, choice);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteSchema(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string json, string field)
    {
        writer.WritePropertyName(name);
        RawJson.Write(writer, json, field);
    }
}
