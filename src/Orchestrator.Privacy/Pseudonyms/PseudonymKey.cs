using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>
/// The secret of one conversation's pseudonyms. Each destination has a key of its own derived from it, so that pseudonyms of two
/// conversations or two destinations have nothing in common. Whoever lacks it can neither guess a pseudonym nor test one. Thread-safe.
/// </summary>
public sealed class PseudonymKey
{
    /// <summary>The length of the secret in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _secret;

    /// <summary>Wraps a conversation's secret.</summary>
    /// <param name="secret">The secret, <see cref="Size"/> bytes, derived from the conversation's content key and erased with it.</param>
    /// <exception cref="ArgumentException">The secret has another length.</exception>
    public PseudonymKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Size)
            throw new ArgumentException($"A pseudonym key has {Size} bytes, not {secret.Length}.", nameof(secret));
        _secret = secret.ToArray();
    }

    /// <summary>The key of one destination.</summary>
    internal byte[] For(Zone destination) => HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(destination.Name));

    /// <summary>A number that only the holder of the destination's key can tell for a value.</summary>
    internal static UInt128 Number(byte[] destinationKey, string value, int tries)
    {
        Span<byte> counter = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(counter, tries);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, destinationKey);
        hash.AppendData(counter);

        // Code units, not UTF-8: halves of surrogate pairs would all be the same there.
        hash.AppendData(MemoryMarshal.AsBytes(value.AsSpan()));
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
