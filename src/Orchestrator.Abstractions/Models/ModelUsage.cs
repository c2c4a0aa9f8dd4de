namespace Orchestrator;

/// <summary>What an answer took, in tokens.</summary>
/// <param name="InputTokens">Prompt tokens, cached ones included.</param>
/// <param name="OutputTokens">Completion tokens, reasoning included.</param>
public sealed record ModelUsage(long InputTokens, long OutputTokens)
{
    /// <summary>How many of the prompt tokens were read from the provider's cache.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>How many of the prompt tokens were written to the provider's cache, where it prices that.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>How many of the completion tokens were reasoning that is not in the answer.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>True when the target told nothing, or nothing that can be, so that the tokens are counted from the text.</summary>
    public bool Estimated { get; init; }
}
