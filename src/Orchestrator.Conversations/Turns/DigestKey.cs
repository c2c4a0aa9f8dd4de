using System.Security.Cryptography;

namespace Orchestrator.Conversations;

/// <summary>
/// The secret behind keyed digests of histories and turn ids, so that an index tells nothing about what was said. Immutable.
/// </summary>
public sealed class DigestKey
{
    private readonly byte[] _secret;

    /// <summary>Makes a key.</summary>
    /// <param name="secret">32 random bytes, kept with the store.</param>
    /// <exception cref="ArgumentException">The secret has another length.</exception>
    public DigestKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != 32)
            throw new ArgumentException($"A digest key has 32 bytes, not {secret.Length}.", nameof(secret));
        _secret = secret.ToArray();
    }

    internal byte[] Of(ReadOnlySpan<byte> bytes) => HMACSHA256.HashData(_secret, bytes);
}
