using NSec.Cryptography;
using Orchestrator.Privacy;

namespace Orchestrator.Link.Identity;

/// <summary>Signs a ledger with an Ed25519 key that is made from a secret of the node. Thread-safe.</summary>
public sealed class Ed25519LedgerSigner : ILedgerSigner, IDisposable
{
    private readonly Key _key;

    /// <summary>Makes the signer of a secret.</summary>
    /// <param name="seed">The secret, 32 bytes; the same secret makes the same key.</param>
    public Ed25519LedgerSigner(ReadOnlySpan<byte> seed)
    {
        _key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        PublicKey = _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> hash) => SignatureAlgorithm.Ed25519.Sign(_key, hash);

    /// <summary>Checks a signature of such a signer.</summary>
    /// <param name="key">Its public key.</param>
    /// <param name="hash">What was signed.</param>
    /// <param name="signature">The signature.</param>
    public static bool Check(ReadOnlySpan<byte> key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) =>
        NSec.Cryptography.PublicKey.TryImport(SignatureAlgorithm.Ed25519, key, KeyBlobFormat.RawPublicKey, out var known) && known is not null
        && SignatureAlgorithm.Ed25519.Verify(known, hash, signature);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
