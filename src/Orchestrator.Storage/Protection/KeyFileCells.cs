using System.Security.Cryptography;

namespace Orchestrator.Storage.Protection;

/// <summary>Reads the records behind the header, and tells an end that a crash tore off from damage.</summary>
internal static class KeyFileCells
{
    /// <summary>Reads every record that opens.</summary>
    /// <param name="cells">The file behind its header.</param>
    /// <param name="kek">The key-encryption key's cipher.</param>
    /// <param name="path">The file, for messages.</param>
    /// <returns>The records, but for an end that was torn off.</returns>
    /// <exception cref="KeyRingException">A record is damaged before the last block, which a crash does not touch.</exception>
    public static KeyTable Read(ReadOnlySpan<byte> cells, AesGcm kek, string path)
    {
        var table = new KeyTable();
        Span<byte> payload = stackalloc byte[KeyCell.PayloadSize];
        var damagedAt = -1;
        for (var at = 0; at + KeyCell.Size <= cells.Length; at += KeyCell.Size)
        {
            var cell = cells.Slice(at, KeyCell.Size);
            if (!KeyCell.TryOpen(kek, cell, payload))
            {
                damagedAt = damagedAt < 0 ? at : damagedAt;
                continue;
            }

            // A block is written only once the one before it is durable, so a whole start of a block vouches for all before it.
            if (damagedAt >= 0 && KeyCell.KindOf(cell) == KeyCell.Mark)
                throw new KeyRingException($"'{path}' is damaged at byte {KeyFileHeader.Size + damagedAt}. Restore it from a backup: conversations whose keys are lost cannot be read.");
            table.Add(cell);
        }

        CryptographicOperations.ZeroMemory(payload);
        return table;
    }
}
