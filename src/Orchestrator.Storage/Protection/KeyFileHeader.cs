using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Orchestrator.Storage.Protection;

/// <summary>
/// The first 256 bytes of the key file. Plain: magic, version, generation, the ids of top key, key-encryption key and journal. Wrapped:
/// the key-encryption key under the top key, and the install secret under the key-encryption key. It is only ever written with the
/// whole file, so it is never torn.
/// </summary>
internal sealed record KeyFileHeader(ulong Generation, string TopKeyId, string KekId, string JournalId)
{
    public const int Size = 256;

    private const ushort Version = 1;
    private const int Bound = 48;
    private const int KekAt = Bound;
    private const int SecretAt = KekAt + Wrapping.WrappedSize;
    private const int DigestAt = Size - SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "orchkeys"u8;

    /// <summary>Reads the plain part.</summary>
    /// <exception cref="KeyRingException">The bytes are damaged, no key file, or of a newer version.</exception>
    public static KeyFileHeader Read(ReadOnlySpan<byte> file, string path)
    {
        if (file.Length < Size || !file.StartsWith(Magic))
            throw new KeyRingException($"'{path}' is not a file of wrapped keys, or its beginning is lost. Restore it from a backup: without it no conversation can be read.");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        if (version > Version)
            throw new KeyRingException($"'{path}' has version {version}; this program reads up to {Version}. Run the newer program that wrote it.");
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(file[..DigestAt], digest);
        if (!digest.SequenceEqual(file[DigestAt..Size]))
            throw new KeyRingException($"The head of '{path}' is damaged. Restore the file from a backup: without it no conversation can be read.");
        return new(BinaryPrimitives.ReadUInt64LittleEndian(file[16..]), Hex(file[24..]), Hex(file[32..]), Hex(file[40..]));
    }

    /// <summary>Writes the header, wrapping the secrets.</summary>
    public byte[] Write(TopKey top, KeyEncryptionKey kek, ReadOnlySpan<byte> installSecret)
    {
        var header = new byte[Size];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(16), Generation);
        Convert.FromHexString(TopKeyId).CopyTo(header, 24);
        Convert.FromHexString(KekId).CopyTo(header, 32);
        Convert.FromHexString(JournalId).CopyTo(header, 40);
        var bound = header.AsSpan(0, Bound);
        using (var cipher = top.Cipher())
            Wrapping.Wrap(cipher, kek.Bytes, bound, header.AsSpan(KekAt));
        Wrapping.Wrap(kek.Cipher, installSecret, bound, header.AsSpan(SecretAt));
        SHA256.HashData(header.AsSpan(0, DigestAt), header.AsSpan(DigestAt));
        return header;
    }

    /// <summary>Unwraps the secrets with the top key that the header names.</summary>
    /// <exception cref="KeyRingException">They do not open.</exception>
    public static (KeyEncryptionKey Kek, byte[] InstallSecret) Open(ReadOnlySpan<byte> file, TopKey top, string path)
    {
        var bound = file[..Bound];
        var key = new byte[Wrapping.SecretSize];
        using (var cipher = top.Cipher())
        {
            if (!Wrapping.TryUnwrap(cipher, file.Slice(KekAt, Wrapping.WrappedSize), bound, key))
                throw new KeyRingException($"'{path}' names top key {top.Id}, and yet that key does not open it. Restore the file from a backup.");
        }

        var kek = new KeyEncryptionKey(key);
        var secret = new byte[Wrapping.SecretSize];
        if (Wrapping.TryUnwrap(kek.Cipher, file.Slice(SecretAt, Wrapping.WrappedSize), bound, secret))
            return (kek, secret);
        kek.Dispose();
        throw new KeyRingException($"The install secret in '{path}' is damaged. Restore the file from a backup.");
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes[..TopKey.IdSize]);
}
