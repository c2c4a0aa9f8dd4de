namespace Orchestrator.Link.Sealing;

/// <summary>A sealed request that was opened and is authentic. It may still be stale or repeated.</summary>
internal sealed record OpenedRequest
{
    /// <summary>Random, new for every request: 32 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>Who sealed it.</summary>
    public required SealingCertificate Sender { get; init; }

    /// <summary>When, by the sender's clock.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The start of this node that it was sealed for.</summary>
    public required string Incarnation { get; init; }

    /// <summary>The request.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
