using System.Text;
using System.Text.Json;
using Orchestrator.Conversations.Targets;
using Orchestrator.Protocol.OpenAi;
using Orchestrator.Protocol.Providers;

namespace Orchestrator.Protocol.Anthropic;

/// <summary>Reads the events of one streamed message. Thinking is not passed on. Events of kinds that are not known are left out, as the API asks of its clients.</summary>
public sealed class AnthropicStreamReader : IAnswerStreamReader
{
    private const int MaxCalls = 1024;
    private const int MaxModelLength = 256;

    private readonly SortedDictionary<int, PartialToolCall> _calls = [];
    private readonly AnthropicUsage _usage = new();
    private string? _stopReason;
    private string? _model;
    private bool _stopped;

    /// <inheritdoc/>
    public long Length { get; private set; }

    /// <inheritdoc/>
    public bool Read(ReadOnlySpan<byte> data, ICollection<ModelUpdate> updates)
    {
        var e = Parse(data);
        switch (e.Type)
        {
            case "error":
                var code = e.Error?.Type is "overloaded_error" or "rate_limit_error" ? "busy" : "cut-off";
                throw new TargetException(code, $"The model's server ended the answer with error '{OpenAiErrorCode.Printable(e.Error?.Type)}'");
            case "message_start":
                _model = e.Message?.Model is { Length: > 0 and <= MaxModelLength } model ? model : _model;
                Take(e.Message?.Usage);
                break;
            case "content_block_start" when e.ContentBlock is { } block:
                Begin(e.Index, block, updates);
                break;
            case "content_block_delta" when e.Delta is { } delta:
                Say(delta.Text, updates);
                if (delta.PartialJson is { Length: > 0 } piece && _calls.TryGetValue(e.Index, out var call))
                    call.Arguments.Append(Counted(piece));
                break;
            case "message_delta":
                _stopReason = e.Delta?.StopReason ?? _stopReason;
                Take(e.Usage);
                break;
            case "message_stop":
                _stopped = true;
                break;
        }

        return _stopped;
    }

    /// <inheritdoc/>
    public void Complete(ICollection<ModelUpdate> updates)
    {
        if (_stopReason is null || !_stopped)
            throw new TargetException("cut-off", "The stream ended before the answer did.");
        foreach (var call in PartialToolCall.ToCalls(_calls.Values, whole: _stopReason is "tool_use" or "end_turn" or "stop_sequence"))
            updates.Add(new ModelToolCall(call));
        updates.Add(new ModelEnded { FinishReason = FinishReason(_stopReason), Usage = Usage(), Model = _model });
    }

    private static string FinishReason(string stopReason) => stopReason switch
    {
        "max_tokens" or "model_context_window_exceeded" => "length",
        "tool_use" => "tool_calls",
        "refusal" => "content_filter",
        _ => "stop",
    };

    private void Begin(int index, AnthropicBlock block, ICollection<ModelUpdate> updates)
    {
        Say(block.Text, updates);
        if (block.Type != "tool_use")
            return;
        if (_calls.Count == MaxCalls)
            throw new TargetException("protocol", $"The model's server sent more than {MaxCalls} tool calls in one answer.");
        _calls[index] = new() { Id = Counted(block.Id), Name = Counted(block.Name) };
    }

    private void Say(string? text, ICollection<ModelUpdate> updates)
    {
        if (text is { Length: > 0 })
            updates.Add(new ModelText(Counted(text)!));
    }

    /// <summary>Counts are totals so far: later ones replace earlier ones.</summary>
    private void Take(AnthropicUsage? usage)
    {
        _usage.InputTokens = usage?.InputTokens ?? _usage.InputTokens;
        _usage.CacheCreationInputTokens = usage?.CacheCreationInputTokens ?? _usage.CacheCreationInputTokens;
        _usage.CacheReadInputTokens = usage?.CacheReadInputTokens ?? _usage.CacheReadInputTokens;
        _usage.OutputTokens = usage?.OutputTokens ?? _usage.OutputTokens;
    }

    /// <summary>Here the prompt's tokens leave out what was read from or written to the cache; ours hold all.</summary>
    private ModelUsage? Usage()
    {
        if (_usage is not { InputTokens: { } fresh, OutputTokens: { } output })
            return null;
        var (read, written) = (_usage.CacheReadInputTokens ?? 0, _usage.CacheCreationInputTokens ?? 0);
        return new(fresh + read + written, output) { CachedInputTokens = read, CacheWriteTokens = written };
    }

    private string? Counted(string? text)
    {
        Length += text is null ? 0 : Encoding.UTF8.GetByteCount(text);
        return text;
    }

    private static AnthropicEvent Parse(ReadOnlySpan<byte> data)
    {
        try
        {
            return JsonSerializer.Deserialize(data, AnthropicJson.Default.AnthropicEvent)
                ?? throw new TargetException("protocol", "The model's server sent null for an event.");
        }
        catch (JsonException)
        {
            // The parser's message can quote the answer, so neither it nor its exception goes on.
            throw new TargetException("protocol", "The model's server sent an event that is no JSON of a message.");
        }
    }
}
