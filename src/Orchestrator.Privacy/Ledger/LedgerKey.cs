using System.Security.Cryptography;

namespace Orchestrator.Privacy;

/// <summary>
/// The key of the ledger's hashes (HMAC-SHA256): whoever holds it can prove what was sent, nobody else can guess it from
/// the ledger. Thread-safe.
/// </summary>
public sealed class LedgerKey
{
    /// <summary>The length of a key in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _key;

    /// <summary>Wraps a key.</summary>
    /// <param name="key">The key, <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public LedgerKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Size)
            throw new ArgumentException($"A ledger key has {Size} bytes, not {key.Length}.", nameof(key));
        _key = key.ToArray();
    }

    /// <summary>Makes a new random key.</summary>
    public static LedgerKey Create() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>The keyed hash of some bytes, in lower-case hex.</summary>
    /// <param name="bytes">The bytes.</param>
    public string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, bytes));
}
