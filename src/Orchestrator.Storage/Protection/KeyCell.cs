using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Orchestrator.Storage.Protection;

/// <summary>
/// One 64-byte record of the key file: id (16), wrapped payload (32), tag (16). The id's first byte is the kind; its last twelve are
/// random and are the nonce, so that no two records under one key-encryption key share one.
/// </summary>
internal static class KeyCell
{
    public const int Size = 64;
    public const int IdSize = 16;
    public const int PayloadSize = 32;

    /// <summary>A data key.</summary>
    public const byte Key = 1;

    /// <summary>The start of a block: how far the journal had been written when the block was made.</summary>
    public const byte Mark = 2;

    public static byte KindOf(ReadOnlySpan<byte> cell) => cell[0];

    public static UInt128 IdOf(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadUInt128BigEndian(cell);

    /// <summary>Makes a record under a new id.</summary>
    public static void Make(AesGcm kek, byte kind, ReadOnlySpan<byte> payload, Span<byte> cell)
    {
        RandomNumberGenerator.Fill(cell[..IdSize]);
        cell[0] = kind;
        Seal(kek, payload, cell);
    }

    /// <summary>Writes the payload under the id that the record already has; once for each key-encryption key.</summary>
    public static void Seal(AesGcm kek, ReadOnlySpan<byte> payload, Span<byte> cell) =>
        kek.Encrypt(Nonce(cell), payload, cell.Slice(IdSize, PayloadSize), cell[(IdSize + PayloadSize)..Size], cell[..IdSize]);

    /// <summary>False when the record is damaged or of another key-encryption key.</summary>
    public static bool TryOpen(AesGcm kek, ReadOnlySpan<byte> cell, Span<byte> payload)
    {
        try
        {
            kek.Decrypt(Nonce(cell), cell.Slice(IdSize, PayloadSize), cell[(IdSize + PayloadSize)..Size], payload, cell[..IdSize]);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private static ReadOnlySpan<byte> Nonce(ReadOnlySpan<byte> cell) => cell.Slice(IdSize - Wrapping.NonceSize, Wrapping.NonceSize);
}
