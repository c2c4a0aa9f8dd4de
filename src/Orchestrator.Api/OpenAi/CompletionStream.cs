using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orchestrator.Conversations;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Api.OpenAi;

/// <summary>
/// One streamed completion. Nothing is sent before <see cref="Commit"/>, so that a failure before the first content still is a
/// real status. Every chunk is written straight into the response's own buffer.
/// </summary>
internal sealed class CompletionStream : IDisposable
{
    private readonly HttpResponse _response;
    private readonly Utf8JsonWriter _writer;
    private readonly bool _includeUsage;
    private TurnView? _turn;
    private TurnRoute? _route;
    private bool _roleSent;

    public CompletionStream(HttpResponse response, bool includeUsage)
    {
        _response = response;
        _includeUsage = includeUsage;
        _writer = new(response.BodyWriter, OpenAiAnswers.Json);
    }

    /// <summary>Whether a client has been promised this answer.</summary>
    public bool Committed => _turn is not null;

    public void Commit(TurnView turn, TurnRoute route)
    {
        (_turn, _route) = (turn, route);
        _response.ContentType = "text/event-stream; charset=utf-8";
        _response.Headers.CacheControl = "no-cache";
        _response.Headers["x-accel-buffering"] = "no";
        RouteHeaders.Write(_response.Headers, turn, route);
    }

    public void WriteText(string text)
    {
        BeginChunk();
        WriteDeltaStart();
        _writer.WriteString("content"u8, text);
        EndChoice(finishReason: null);
        EndChunk();
    }

    public void WriteToolCall(int index, ToolCall call)
    {
        BeginChunk();
        WriteDeltaStart();
        _writer.WriteStartArray("tool_calls"u8);
        OpenAiWriter.WriteToolCall(_writer, call, index);
        _writer.WriteEndArray();
        EndChoice(finishReason: null);
        EndChunk();
    }

    public void WriteEnd(TurnView turn)
    {
        BeginChunk();
        WriteDeltaStart();
        EndChoice(turn.FinishReason ?? "stop");
        if (!_includeUsage)
            DecisionWriter.Write(_writer, turn);
        EndChunk();
        if (_includeUsage)
            WriteUsage(turn);
        _response.BodyWriter.Write("data: [DONE]\n\n"u8);
    }

    /// <summary>Official clients raise an object with a top-level error; a silent end they would take for the answer's.</summary>
    public void WriteError(OrchestratorError error)
    {
        BeginData();
        OpenAiAnswers.WriteError(_writer, OpenAiError.Of(error), error.Message, error.Field);
        EndData();
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await _response.BodyWriter.FlushAsync(cancellationToken);

    public void Dispose() => _writer.Dispose();

    private void WriteUsage(TurnView turn)
    {
        BeginData();
        _writer.WriteStartObject();
        CompletionWriter.WriteHead(_writer, "chat.completion.chunk"u8, _turn!, _route!);
        _writer.WriteStartArray("choices"u8);
        _writer.WriteEndArray();
        _writer.WritePropertyName("usage"u8);
        OpenAiWriter.WriteUsage(_writer, turn.Usage ?? new(0, 0));
        DecisionWriter.Write(_writer, turn);
        _writer.WriteEndObject();
        EndData();
    }

    private void BeginChunk()
    {
        BeginData();
        _writer.WriteStartObject();
        CompletionWriter.WriteHead(_writer, "chat.completion.chunk"u8, _turn!, _route!);
        _writer.WriteStartArray("choices"u8);
        _writer.WriteStartObject();
        _writer.WriteNumber("index"u8, 0);
    }

    private void WriteDeltaStart()
    {
        _writer.WriteStartObject("delta"u8);
        if (_roleSent)
            return;
        _roleSent = true;
        _writer.WriteString("role"u8, "assistant"u8);
    }

    private void EndChoice(string? finishReason)
    {
        _writer.WriteEndObject();
        _writer.WriteNull("logprobs"u8);
        _writer.WriteString("finish_reason"u8, finishReason);
        _writer.WriteEndObject();
        _writer.WriteEndArray();
        if (_includeUsage)
            _writer.WriteNull("usage"u8);
    }

    private void EndChunk()
    {
        _writer.WriteEndObject();
        EndData();
    }

    private void BeginData() => _response.BodyWriter.Write("data: "u8);

    private void EndData()
    {
        _writer.Flush();
        _writer.Reset();
        _response.BodyWriter.Write("\n\n"u8);
    }
}
