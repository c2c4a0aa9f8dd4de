using NSec.Cryptography;
using Orchestrator.Privacy;

namespace Orchestrator.Link.Identity;

/// <summary>Signs clearances with a node's key. Thread-safe.</summary>
/// <param name="identity">The node.</param>
public sealed class Ed25519ClearanceSigner(NodeIdentity identity) : IClearanceSigner
{
    /// <inheritdoc/>
    public string Signer => identity.Node;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Sign(ReadOnlySpan<byte> payload) => SignatureAlgorithm.Ed25519.Sign(identity.Signing, payload);
}
