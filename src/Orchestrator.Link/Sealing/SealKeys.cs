using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using PublicKey = NSec.Cryptography.PublicKey;

namespace Orchestrator.Link.Sealing;

/// <summary>
/// How keys of sealed messages come about. Two Diffie-Hellman secrets each, an ephemeral one and one between both parties'
/// certified keys (the pattern of Noise X), so that only the reader opens it and only the certified writer could have sealed it.
/// </summary>
internal static class SealKeys
{
    /// <summary>The version of the sealed forms.</summary>
    public const byte Version = 1;

    public const int PublicKeyBytes = 32;

    /// <summary>Each key seals few messages, each under its own number, so a counter serves as nonce.</summary>
    public static readonly AeadAlgorithm Aead = AeadAlgorithm.ChaCha20Poly1305;

    /// <summary>A key of Diffie-Hellman secrets and everything that both sides must agree on.</summary>
    /// <param name="use">What the key is for.</param>
    /// <param name="context">What both sides must agree on.</param>
    /// <param name="pairs">Own keys and the other side's, in order.</param>
    /// <exception cref="SealException">A public key is none.</exception>
    public static Key Derive(string use, ReadOnlySpan<byte> context, params ReadOnlySpan<(Key Own, PublicKey Other)> pairs)
    {
        var secrets = new byte[32 * pairs.Length];
        try
        {
            for (var i = 0; i < pairs.Length; i++)
            {
                using var secret = KeyAgreementAlgorithm.X25519.Agree(pairs[i].Own, pairs[i].Other, new() { ExportPolicy = KeyExportPolicies.AllowPlaintextArchiving })
                    ?? throw new SealException("a public key is of low order");
                secret.Export(SharedSecretBlobFormat.RawSharedSecret).CopyTo(secrets, 32 * i);
            }

            var key = HKDF.DeriveKey(
                HashAlgorithmName.SHA256, secrets, Aead.KeySize, SHA256.HashData(context), Encoding.ASCII.GetBytes($"orchestrator {use} v{Version}"));
            try
            {
                return Key.Import(Aead, key, KeyBlobFormat.RawSymmetricKey);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(key);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secrets);
        }
    }

    /// <summary>A public key of bytes that came in.</summary>
    /// <exception cref="SealException">They are none.</exception>
    public static PublicKey Import(ReadOnlySpan<byte> bytes) =>
        PublicKey.TryImport(KeyAgreementAlgorithm.X25519, bytes, KeyBlobFormat.RawPublicKey, out var key) && key is not null
            ? key
            : throw new SealException("a public key is malformed");

    /// <summary>The nonce of a message's number.</summary>
    public static void Nonce(Span<byte> nonce, ulong number)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[^8..], number);
    }

    /// <summary>Parts one after the other, each behind its length, so that no two sequences give the same bytes.</summary>
    public static byte[] Join(params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        var length = 0;
        foreach (var part in parts)
            length += 4 + part.Length;
        var joined = new byte[length];
        var rest = joined.AsSpan();
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32BigEndian(rest, part.Length);
            part.Span.CopyTo(rest[4..]);
            rest = rest[(4 + part.Length)..];
        }

        return joined;
    }
}
