namespace Orchestrator.Conversations.Usage;

/// <summary>What one API key used of one model at one place on one day.</summary>
/// <param name="Day">The day, UTC, on which the attempts began.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="KeyId">The API key.</param>
/// <param name="Model">The model.</param>
/// <param name="Node">Who executed it: a node, or a provider's configured name.</param>
/// <param name="Tier">The model's tier.</param>
public sealed record UsageSum(DateOnly Day, string Tenant, string KeyId, string Model, string Node, Tier Tier)
{
    /// <summary>Attempts that ended, those included that gave no answer and cost something all the same.</summary>
    public long Attempts { get; init; }

    /// <summary>Those of them whose tokens the model did not tell, so that they are counted from the text or not at all.</summary>
    public long Estimated { get; init; }

    /// <summary>Prompt tokens, cached ones included.</summary>
    public long InputTokens { get; init; }

    /// <summary>How many of them were read from a provider's cache.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Completion tokens, reasoning included.</summary>
    public long OutputTokens { get; init; }

    /// <summary>How many of them were reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>US dollars.</summary>
    public decimal Cost { get; init; }
}
