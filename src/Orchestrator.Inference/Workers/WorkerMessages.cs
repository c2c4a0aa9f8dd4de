using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Sampling;

namespace Orchestrator.Inference.Workers;

/// <summary>What a worker is to load, and within which memory.</summary>
internal sealed record LoadRequest(string Folder, long MemoryBytes, DecoderOptions Options);

/// <summary>A worker has loaded its model.</summary>
internal sealed record WorkerReady(string Name, string Digest, string Id, DecoderDescription Decoder);

/// <summary>A worker cannot load its model.</summary>
internal sealed record WorkerRefusal(string Message);

/// <summary>A request, by a number that its updates carry.</summary>
internal sealed record AnswerRequest(long Number, List<ChatMessage> Messages, AnswerOptions Options);

/// <summary>What of a request's options a decoder knows.</summary>
internal sealed record AnswerOptions
{
    public int? MaxTokens { get; init; }

    public float? Temperature { get; init; }

    public float? TopP { get; init; }

    public int? TopK { get; init; }

    public float? FrequencyPenalty { get; init; }

    public float? PresencePenalty { get; init; }

    public long? Seed { get; init; }

    public string? Instructions { get; init; }

    public IList<string>? Stop { get; init; }

    public List<DeclaredTool> Tools { get; init; } = [];

    public ChatToolMode? ToolMode { get; init; }

    public bool? SeveralCalls { get; init; }

    public ChatResponseFormat? Format { get; init; }

    public bool LogProbabilities { get; init; }
}

/// <summary>A tool that may be called.</summary>
internal sealed record DeclaredTool(string Name, string? Description, JsonElement Schema);

/// <summary>Stops an answer.</summary>
internal sealed record AnswerCancelled(long Number);

/// <summary>A part of an answer, or its end.</summary>
internal sealed record AnswerUpdate(long Number)
{
    public string? Text { get; init; }

    public List<FunctionCallContent>? Calls { get; init; }

    public List<SampledToken>? Tokens { get; init; }

    /// <summary>Why it ended; null while it goes on.</summary>
    public string? Finish { get; init; }

    public long Read { get; init; }

    public long Written { get; init; }
}

/// <summary>An answer failed.</summary>
internal sealed record AnswerFailure(long Number, string Code, string Message, double? RetrySeconds);

/// <summary>How many steps the worker's decoder has made.</summary>
internal sealed record WorkerBeat(long Steps);
