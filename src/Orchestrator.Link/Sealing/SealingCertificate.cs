using Orchestrator.Link.Identity;

namespace Orchestrator.Link.Sealing;

/// <summary>A node's sealing key as its site vouches for it. Only <see cref="SiteTrust"/> makes one, of a certificate that it verified.</summary>
public sealed record SealingCertificate
{
    internal SealingCertificate()
    {
    }

    /// <summary>The node that holds the key.</summary>
    public required string Node { get; init; }

    /// <summary>What the node is.</summary>
    public required NodeRole Role { get; init; }

    /// <summary>The key is valid from here,</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>until here.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>X25519, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> PublicKey { get; init; }
}
