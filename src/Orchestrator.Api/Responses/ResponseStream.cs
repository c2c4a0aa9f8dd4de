using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orchestrator.Api.OpenAi;
using Orchestrator.Conversations;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Api.Responses;

/// <summary>
/// One streamed response. Nothing is sent before <see cref="Commit"/>, so that a failure before the first content still is a real
/// status. There is no <c>[DONE]</c> in this protocol. An event's number tells where in its attempt it stands, a delta's by the bytes
/// of text up to its end, so that a reader who comes back is shown what followed, however the text is cut into deltas then.
/// </summary>
internal sealed class ResponseStream : IDisposable
{
    // Another attempt is another text: its numbers begin above all that 16 MiB of the one before could have. So many attempts have
    // numbers that clients hold in 32 bits.
    private const int AttemptBits = 24, MostAttempts = 1 << (31 - AttemptBits);

    private readonly HttpResponse _response;
    private readonly ResponseRequest? _request;
    private readonly ArrayBufferWriter<byte> _passedOver = new();
    private readonly Utf8JsonWriter _writer;
    private readonly StringBuilder _text = new();
    private TurnView? _turn;
    private TurnRoute? _route;
    private IBufferWriter<byte> _to;
    private string _suffix = "";
    private int _after;
    private int _number = -1;
    private int _items;
    private int _textAt = -1;

    /// <param name="response">Where to.</param>
    /// <param name="request">What was asked, where it is at hand.</param>
    /// <param name="after">The number of the last event that the reader has; -1 for none.</param>
    public ResponseStream(HttpResponse response, ResponseRequest? request, int after = -1)
    {
        (_response, _request, _after, _to) = (response, request, after, response.BodyWriter);
        _writer = new(response.BodyWriter, OpenAiAnswers.Json);
    }

    /// <summary>Whether a client has been promised this answer.</summary>
    public bool Committed => _turn is not null;

    public void Commit(TurnView turn, TurnRoute route)
    {
        (_turn, _route, _suffix) = (turn, route, ResponseId.Suffix(turn));
        _number = ((Math.Min(route.Attempt, MostAttempts) - 1) << AttemptBits) - 1;

        // From there on numbers do not tell attempts apart, so whoever comes back is shown all of the last one.
        if (route.Attempt >= MostAttempts)
            _after = -1;
        _response.ContentType = "text/event-stream; charset=utf-8";
        _response.Headers.CacheControl = "no-cache";
        _response.Headers["x-accel-buffering"] = "no";
        RouteHeaders.Write(_response.Headers, turn, route);
        WriteWhole("response.created", new(turn, route, "in_progress", _request));
        WriteWhole("response.in_progress", new(turn, route, "in_progress", _request));
    }

    public void WriteText(string text)
    {
        if (_textAt < 0)
            BeginText();
        _text.Append(text);
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (_number < _after && _after < _number + bytes)
            text = Rest(text, _after - _number);
        Begin("response.output_text.delta", bytes);
        WritePlace(ItemWriter.TextId(_suffix), _textAt, hasPart: true);
        _writer.WriteString("delta"u8, text);
        WriteNoLogprobs();
        End();
    }

    public void WriteToolCall(int index, ToolCall call)
    {
        var place = _items++;
        var id = ItemWriter.CallId(_suffix, index);
        Begin("response.output_item.added");
        _writer.WriteNumber("output_index"u8, place);
        _writer.WritePropertyName("item"u8);
        ItemWriter.WriteCall(_writer, _suffix, index, call with { Arguments = "" }, "in_progress"u8);
        End();
        Begin("response.function_call_arguments.delta");
        WritePlace(id, place, hasPart: false);
        _writer.WriteString("delta"u8, call.Arguments);
        End();
        Begin("response.function_call_arguments.done");
        WritePlace(id, place, hasPart: false);
        _writer.WriteString("name"u8, call.Name);
        _writer.WriteString("arguments"u8, call.Arguments);
        End();
        Begin("response.output_item.done");
        _writer.WriteNumber("output_index"u8, place);
        _writer.WritePropertyName("item"u8);
        ItemWriter.WriteCall(_writer, _suffix, index, call, "completed"u8);
        End();
    }

    public void WriteEnd(TurnView turn)
    {
        // An answer without a word is an empty message, as it is when it comes whole.
        if (_items == 0)
            BeginText();
        if (_textAt >= 0)
            EndText(turn);
        var view = ResponseView.Of(turn, _request, Math.Max(0, _textAt));
        WriteWhole(view.Status == "incomplete" ? "response.incomplete" : "response.completed", view);
    }

    /// <summary>The protocol's word for an answer that broke off; a silent end would be taken for the answer's.</summary>
    public void WriteFailure(OrchestratorError error) => WriteWhole("response.failed", new(_turn!, _route!, "failed", _request, error));

    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await _response.BodyWriter.FlushAsync(cancellationToken);

    public void Dispose() => _writer.Dispose();

    private void BeginText()
    {
        _textAt = _items++;
        Begin("response.output_item.added");
        _writer.WriteNumber("output_index"u8, _textAt);
        _writer.WritePropertyName("item"u8);
        ItemWriter.WriteText(_writer, _suffix, null, "in_progress"u8);
        End();
        Begin("response.content_part.added");
        WritePlace(ItemWriter.TextId(_suffix), _textAt, hasPart: true);
        _writer.WritePropertyName("part"u8);
        ItemWriter.WritePart(_writer, "");
        End();
    }

    private void EndText(TurnView turn)
    {
        var text = _text.ToString();
        Begin("response.output_text.done");
        WritePlace(ItemWriter.TextId(_suffix), _textAt, hasPart: true);
        _writer.WriteString("text"u8, text);
        WriteNoLogprobs();
        End();
        Begin("response.content_part.done");
        WritePlace(ItemWriter.TextId(_suffix), _textAt, hasPart: true);
        _writer.WritePropertyName("part"u8);
        ItemWriter.WritePart(_writer, text);
        End();
        Begin("response.output_item.done");
        _writer.WriteNumber("output_index"u8, _textAt);
        _writer.WritePropertyName("item"u8);
        ItemWriter.WriteText(_writer, _suffix, text, ItemWriter.Status(turn));
        End();
    }

    private static string Rest(string text, int from)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        while ((bytes[from] & 0xC0) == 0x80)
            from--;
        return Encoding.UTF8.GetString(bytes.AsSpan(from));
    }

    private void WritePlace(string item, int index, bool hasPart)
    {
        _writer.WriteString("item_id"u8, item);
        _writer.WriteNumber("output_index"u8, index);
        if (hasPart)
            _writer.WriteNumber("content_index"u8, 0);
    }

    private void WriteNoLogprobs()
    {
        _writer.WriteStartArray("logprobs"u8);
        _writer.WriteEndArray();
    }

    private void WriteWhole(string type, ResponseView view)
    {
        Begin(type);
        _writer.WritePropertyName("response"u8);
        ResponseWriter.Write(_writer, view);
        End();
    }

    private void Begin(string type, int step = 1)
    {
        _number += step;
        IBufferWriter<byte> to = _number > _after ? _response.BodyWriter : _passedOver;
        if (!ReferenceEquals(to, _to))
            _writer.Reset(_to = to);
        _to.Write("event: "u8);
        Encoding.ASCII.GetBytes(type, _to);
        _to.Write("\ndata: "u8);
        _writer.WriteStartObject();
        _writer.WriteString("type"u8, type);
        _writer.WriteNumber("sequence_number"u8, _number);
    }

    private void End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        _writer.Reset();
        _to.Write("\n\n"u8);
        _passedOver.ResetWrittenCount();
    }
}
