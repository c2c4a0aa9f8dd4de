using NSec.Cryptography;
using Orchestrator.Link.Cluster;
using Orchestrator.Privacy;

namespace Orchestrator.Link.Identity;

/// <summary>Verifies signatures of the nodes of a directory. Thread-safe.</summary>
/// <param name="directory">The nodes and their keys.</param>
public sealed class Ed25519ClearanceVerifier(INodeDirectory directory) : IClearanceVerifier
{
    /// <inheritdoc/>
    public bool Verify(string signer, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        Span<byte> bytes = stackalloc byte[32];
        return directory.Find(signer) is { } node
            && Convert.TryFromBase64String(node.SigningKey, bytes, out var length) && length == bytes.Length
            && PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out var key) && key is not null
            && SignatureAlgorithm.Ed25519.Verify(key, payload, signature);
    }
}
