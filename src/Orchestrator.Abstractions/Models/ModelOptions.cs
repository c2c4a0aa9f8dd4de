using System.Collections.Immutable;

namespace Orchestrator;

/// <summary>How a model is asked to answer; null leaves the model's default.</summary>
public sealed record ModelOptions
{
    /// <summary>The most completion tokens.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Sampling temperature, 0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>Nucleus sampling, 0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>Strings that end the answer.</summary>
    public ImmutableArray<string> Stop { get; init; } = [];

    /// <summary>Same seed, same text, where the model can.</summary>
    public long? Seed { get; init; }

    /// <summary>The form that the answer must have.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary><c>auto</c>, <c>none</c>, <c>required</c> or a tool's name.</summary>
    public string? ToolChoice { get; init; }

    /// <summary>False for at most one tool call an answer; null leaves it to the model.</summary>
    public bool? ParallelToolCalls { get; init; }
}
