using System.Text.Json.Serialization;

namespace Orchestrator.Protocol.Anthropic;

/// <summary>One data object of a streamed message; which of its parts are there depends on its type.</summary>
internal sealed class AnthropicEvent
{
    public string? Type { get; set; }

    public int Index { get; set; }

    public AnthropicStart? Message { get; set; }

    public AnthropicBlock? ContentBlock { get; set; }

    public AnthropicDelta? Delta { get; set; }

    public AnthropicUsage? Usage { get; set; }

    public AnthropicError? Error { get; set; }
}

internal sealed class AnthropicStart
{
    public string? Model { get; set; }

    public AnthropicUsage? Usage { get; set; }
}

internal sealed class AnthropicBlock
{
    public string? Type { get; set; }

    public string? Text { get; set; }

    public string? Id { get; set; }

    public string? Name { get; set; }
}

internal sealed class AnthropicDelta
{
    public string? Text { get; set; }

    public string? PartialJson { get; set; }

    public string? StopReason { get; set; }
}

internal sealed class AnthropicUsage
{
    public long? InputTokens { get; set; }

    public long? CacheCreationInputTokens { get; set; }

    public long? CacheReadInputTokens { get; set; }

    public long? OutputTokens { get; set; }
}

internal sealed class AnthropicError
{
    public string? Type { get; set; }
}

/// <summary>Compiled readers of the protocol's events: no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AnthropicEvent))]
internal sealed partial class AnthropicJson : JsonSerializerContext;
