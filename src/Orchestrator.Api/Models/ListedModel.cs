namespace Orchestrator.Api.Models;

/// <summary>One entry of <c>/v1/models</c>.</summary>
public sealed record ListedModel
{
    /// <summary>What is written in <c>model</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Who runs it: a node's or provider's name, or <c>orchestrator</c> for a choice among several.</summary>
    public required string Owner { get; init; }

    /// <summary>How able it is; null for <c>auto</c> and for a model that embeds.</summary>
    public Tier? Tier { get; init; }

    /// <summary>Where it reads what it is sent; null for a choice among several.</summary>
    public Zone? Zone { get; init; }

    /// <summary>True for a model that embeds texts and answers nothing.</summary>
    public bool Embeds { get; init; }

    /// <summary>True for a stand-in provider, which is no model at all.</summary>
    public bool StandIn { get; init; }

    /// <summary>Null when it can be used now; otherwise why not.</summary>
    public string? Unavailable { get; init; }
}
