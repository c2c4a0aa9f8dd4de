namespace Orchestrator.Link.Node;

/// <summary>A request that came over the link for a target of this node.</summary>
public sealed record LinkRequest
{
    /// <summary>The target, as <see cref="ILinkExecutor.Targets"/> names it.</summary>
    public required string TargetId { get; init; }

    /// <summary>The request: an OpenAI chat-completions body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Names the attempt, for metering and logs.</summary>
    public required string InvocationId { get; init; }

    /// <summary>The node that sealed the request; null when the cluster decided and sent it plain.</summary>
    public string? SealedBy { get; init; }
}
