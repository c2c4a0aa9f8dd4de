using System.Text;
using System.Text.Json;
using Orchestrator.Conversations.Targets;
using Orchestrator.Protocol.Providers;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>
/// Turns the data objects of one streamed completion into a model's updates: text at once, tool calls when they are whole.
/// Not thread-safe; one for each stream.
/// </summary>
/// <example>
/// <code>
/// foreach event of the stream:
///     if (reader.Read(data, updates)) break;   // data is the bytes after "data: "
/// reader.Complete(updates);                    // throws when the stream broke off
/// </code>
/// </example>
public sealed class ChatCompletionStreamReader : IAnswerStreamReader
{
    private const int MaxCalls = 1024;
    private const int MaxModelLength = 256;

    private readonly SortedDictionary<int, PartialToolCall> _calls = [];
    private string? _finishReason;
    private ModelUsage? _usage;
    private string? _model;

    /// <summary>How long the text and tool calls so far are, in bytes of UTF-8.</summary>
    public long Length { get; private set; }

    /// <summary>Reads one data object.</summary>
    /// <param name="data">The bytes after <c>data:</c>.</param>
    /// <param name="updates">Receives the text, never empty.</param>
    /// <returns>True when this was <c>[DONE]</c> and nothing follows.</returns>
    /// <exception cref="TargetException">
    /// <c>protocol</c>: the bytes are no chunk. <c>cut-off</c>: the sender reports an error in the stream.
    /// </exception>
    public bool Read(ReadOnlySpan<byte> data, ICollection<ModelUpdate> updates)
    {
        data = data.Trim(" \r\n\t"u8);
        if (data.SequenceEqual("[DONE]"u8))
            return true;
        if (TextChunk.TryRead(data, _model, out var text))
        {
            Add(text, updates);
            return false;
        }

        var chunk = Parse(data);
        if (chunk.Error is { } error)
            throw new TargetException("cut-off", $"The model's server ended the answer with error '{OpenAiErrorCode.Printable(error.Code ?? error.Type)}'");

        _model = chunk.Model is { Length: > 0 and <= MaxModelLength } model ? model : _model;
        _usage = chunk.Usage?.ToUsage() ?? _usage;
        foreach (var choice in chunk.Choices ?? [])
        {
            if (choice is { Index: 0 })
                ReadChoice(choice, updates);
        }
        return false;
    }

    /// <summary>The updates that are due at the stream's end: whole tool calls, then the end itself.</summary>
    /// <param name="updates">Receives them.</param>
    /// <exception cref="TargetException">
    /// <c>cut-off</c>: the stream ended before the answer did. <c>protocol</c>: a tool call without a name, or with arguments that are no
    /// JSON although the model came to its end, as when a piece of them was lost or sent twice.
    /// </exception>
    public void Complete(ICollection<ModelUpdate> updates)
    {
        if (_finishReason is null)
            throw new TargetException("cut-off", "The stream ended before the answer did.");
        foreach (var call in PartialToolCall.ToCalls(_calls.Values, whole: _finishReason is "tool_calls" or "stop"))
            updates.Add(new ModelToolCall(call));
        updates.Add(new ModelEnded { FinishReason = _finishReason, Usage = _usage, Model = _model });
    }

    private void ReadChoice(ChatChunkChoice choice, ICollection<ModelUpdate> updates)
    {
        Add(choice.Delta?.Content ?? choice.Delta?.Refusal, updates);
        foreach (var delta in choice.Delta?.ToolCalls ?? [])
            Add(delta);
        _finishReason = choice.FinishReason switch
        {
            null or "" => _finishReason,
            "stop" or "length" or "tool_calls" or "content_filter" => choice.FinishReason,
            "function_call" => "tool_calls",

            // OpenRouter's and vLLM's words for an answer that their own fault ended.
            "error" or "abort" => throw new TargetException("cut-off", $"The model's server ended the answer with reason '{choice.FinishReason}'"),
            _ => "stop",
        };
    }

    private void Add(string? text, ICollection<ModelUpdate> updates)
    {
        if (string.IsNullOrEmpty(text))
            return;
        Length += Encoding.UTF8.GetByteCount(text);
        updates.Add(new ModelText(text));
    }

    private void Add(ChatBodyToolCall? delta)
    {
        if (delta is null)
            return;

        // Some servers leave the index out and send each call whole: a new id then begins a new call.
        var index = delta.Index ?? (delta.Id is { Length: > 0 } || _calls.Count == 0 ? _calls.Count : _calls.Keys.Last());
        if (!_calls.TryGetValue(index, out var call))
            _calls[index] = call = _calls.Count < MaxCalls ? new() : throw new TargetException("protocol", $"The model's server sent more than {MaxCalls} tool calls in one answer.");
        call.Id ??= Counted(delta.Id);
        call.Name ??= Counted(delta.Function?.Name);
        call.Arguments.Append(Counted(delta.Function?.Arguments));
    }

    private string? Counted(string? text)
    {
        Length += text is null ? 0 : Encoding.UTF8.GetByteCount(text);
        return text;
    }

    private static ChatCompletionChunk Parse(ReadOnlySpan<byte> data)
    {
        try
        {
            return JsonSerializer.Deserialize(data, OpenAiJson.Default.ChatCompletionChunk)
                ?? throw new TargetException("protocol", "The model's server sent null for a chunk.");
        }
        catch (JsonException)
        {
            // The parser's message can quote the answer, so neither it nor its exception goes on.
            throw new TargetException("protocol", "The model's server sent a chunk that is no JSON of a chat completion.");
        }
    }
}
