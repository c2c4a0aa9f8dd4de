using System.Buffers.Binary;
using System.Security.Cryptography;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Storage.Protection;

/// <summary>
/// The open file of wrapped keys: a header and records. Keys are found by any thread; <see cref="AppendBlock"/> and
/// <see cref="Rewrite"/> run one at a time.
/// </summary>
internal sealed class KeyFile : IDisposable
{
    private readonly Lock _lock = new();
    private readonly IKeyFileStore _store;
    private readonly byte[] _installSecret;
    private TopKey _top;
    private KeyFileHeader _header;
    private byte[] _headerBytes;
    private KeyEncryptionKey _kek;
    private KeyTable _table;

    // A write that failed may have left anything at the file's end, and a killed process what was never synced; only a whole new file
    // is sure then.
    private bool _uncertain;

    private KeyFile(IKeyFileStore store, TopKey top, KeyFileHeader header, byte[] headerBytes, KeyEncryptionKey kek, byte[] installSecret, KeyTable table) =>
        (_store, _top, _header, _headerBytes, _kek, _installSecret, _table) = (store, top, header, headerBytes, kek, installSecret, table);

    public KeyFileHeader Header => Volatile.Read(ref _header);

    public ReadOnlySpan<byte> InstallSecret => _installSecret;

    public int Keys
    {
        get
        {
            lock (_lock)
                return _table.Keys;
        }
    }

    /// <summary>Makes the first file of a journal; durable when it returns.</summary>
    public static KeyFile Create(IKeyFileStore store, TopKey top, string journalId, byte[] installSecret)
    {
        var kek = KeyEncryptionKey.New();
        var header = new KeyFileHeader(1, top.Id, kek.Id, journalId);
        var bytes = header.Write(top, kek, installSecret);
        store.Replace(bytes);
        return new(store, top, header, bytes, kek, installSecret, new());
    }

    /// <summary>
    /// Opens a file. An end that a crash tore off is left out; nobody was ever given a key from it. Until <see cref="Settle"/> its last
    /// keys may be readable and yet not on the disk.
    /// </summary>
    /// <exception cref="KeyRingException">The file is damaged.</exception>
    public static KeyFile Load(IKeyFileStore store, byte[] bytes, KeyFileHeader header, TopKey top)
    {
        var (kek, secret) = KeyFileHeader.Open(bytes, top, store.Path);
        var table = KeyFileCells.Read(bytes.AsSpan(KeyFileHeader.Size), kek.Cipher, store.Path);
        var file = new KeyFile(store, top, header, bytes[..KeyFileHeader.Size], kek, secret, table);
        file._uncertain = true;
        return file;
    }

    /// <summary>Unwraps a data key. False when there is none of this id.</summary>
    /// <exception cref="InvalidDataException">Its record is damaged.</exception>
    public bool TryGet(UInt128 id, Span<byte> key)
    {
        lock (_lock)
        {
            var cell = _table.Find(id);
            if (cell.IsEmpty)
                return false;
            return KeyCell.TryOpen(_kek.Cipher, cell, key)
                ? true
                : throw new InvalidDataException($"Key {KeyIds.Text(id)} in '{_store.Path}' is damaged. Restore the file from a backup.");
        }
    }

    /// <summary>Makes durable what the process before may have left readable alone. Before it no key that was made ahead is handed out.</summary>
    public void Settle()
    {
        if (_uncertain)
            Replace(Image([]));
    }

    /// <summary>Makes a block of new keys; they are durable when it returns.</summary>
    /// <param name="count">How many.</param>
    /// <param name="position">How far the journal was written before: no row up to there names one of them.</param>
    public UInt128[] AppendBlock(int count, long position)
    {
        var block = new byte[(count + 1) * KeyCell.Size];
        var ids = new UInt128[count];
        MakeBlock(block, position, ids);
        if (_uncertain)
            Replace(Image(block));
        else
            Append(block);
        lock (_lock)
        {
            for (var i = 0; i <= count; i++)
                _table.Add(block.AsSpan(i * KeyCell.Size, KeyCell.Size));
        }

        return ids;
    }

    /// <summary>The keys of the last two blocks, of which alone some may never have been handed out, and the journal's position before them.</summary>
    public (IReadOnlyList<UInt128> Keys, long Position) LastBlocks()
    {
        lock (_lock)
        {
            Span<byte> payload = stackalloc byte[KeyCell.PayloadSize];
            var keys = new List<UInt128>();
            var position = 0L;
            var blocks = 0;
            for (var place = _table.Count - 1; place >= 0 && blocks < 2; place--)
            {
                var cell = _table[place];
                if (KeyCell.KindOf(cell) == KeyCell.Key)
                {
                    keys.Add(KeyCell.IdOf(cell));
                }
                else if (KeyCell.TryOpen(_kek.Cipher, cell, payload))
                {
                    position = BinaryPrimitives.ReadInt64LittleEndian(payload);
                    blocks++;
                }
            }

            keys.Reverse();
            return (blocks == 0 ? [] : keys, position);
        }
    }

    /// <summary>Writes the file anew under a new key-encryption key, without some keys, and destroys the old one.</summary>
    /// <param name="without">The keys that are left out.</param>
    /// <param name="top">The top key from now on; null keeps it.</param>
    public KeyDestruction Rewrite(IReadOnlySet<UInt128> without, TopKey? top)
    {
        var kek = KeyEncryptionKey.New();
        var before = _header;
        var header = before with { Generation = before.Generation + 1, KekId = kek.Id, TopKeyId = (top ?? _top).Id };
        var bytes = header.Write(top ?? _top, kek, _installSecret);
        var table = Rewrap(without, kek);
        var whole = new byte[KeyFileHeader.Size + (table.Count * KeyCell.Size)];
        bytes.CopyTo(whole, 0);
        table.CopyTo(whole.AsSpan(KeyFileHeader.Size));
        Replace(whole);

        KeyEncryptionKey old;
        int gone;
        lock (_lock)
        {
            (old, _kek) = (_kek, kek);
            gone = _table.Keys - table.Keys;
            (_header, _headerBytes, _table) = (header, bytes, table);
        }

        old.Dispose();
        if (top is not null && !ReferenceEquals(top, _top))
        {
            _top.Dispose();
            _top = top;
        }

        return new(gone, (long)before.Generation, (long)header.Generation, before.KekId, before.TopKeyId);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _kek.Dispose();
            _top.Dispose();
        }

        CryptographicOperations.ZeroMemory(_installSecret);
    }

    private void MakeBlock(Span<byte> block, long position, Span<UInt128> ids)
    {
        Span<byte> payload = stackalloc byte[KeyCell.PayloadSize];
        BinaryPrimitives.WriteInt64LittleEndian(payload, position);
        var keys = RandomNumberGenerator.GetBytes(ids.Length * KeyCell.PayloadSize);
        lock (_lock)
        {
            KeyCell.Make(_kek.Cipher, KeyCell.Mark, payload, block);
            for (var i = 0; i < ids.Length; i++)
            {
                var cell = block.Slice((i + 1) * KeyCell.Size, KeyCell.Size);
                KeyCell.Make(_kek.Cipher, KeyCell.Key, keys.AsSpan(i * KeyCell.PayloadSize, KeyCell.PayloadSize), cell);
                ids[i] = KeyCell.IdOf(cell);
            }
        }

        CryptographicOperations.ZeroMemory(keys);
    }

    private KeyTable Rewrap(IReadOnlySet<UInt128> without, KeyEncryptionKey kek)
    {
        var table = new KeyTable();
        Span<byte> payload = stackalloc byte[KeyCell.PayloadSize];
        Span<byte> cell = stackalloc byte[KeyCell.Size];

        // Only the one who rewrites adds records, so the table stands still; its cipher is shared with readers.
        for (var place = 0; place < _table.Count; place++)
        {
            _table[place].CopyTo(cell);
            if (without.Contains(KeyCell.IdOf(cell)))
                continue;
            lock (_lock)
            {
                if (!KeyCell.TryOpen(_kek.Cipher, cell, payload))
                    throw new InvalidDataException($"A record in memory of '{_store.Path}' is damaged. Start this process again.");
            }

            KeyCell.Seal(kek.Cipher, payload, cell);
            table.Add(cell);
        }

        CryptographicOperations.ZeroMemory(payload);
        return table;
    }

    private byte[] Image(ReadOnlySpan<byte> more)
    {
        var cells = _table.Count * KeyCell.Size;
        var whole = new byte[KeyFileHeader.Size + cells + more.Length];
        _headerBytes.CopyTo(whole, 0);
        _table.CopyTo(whole.AsSpan(KeyFileHeader.Size, cells));
        more.CopyTo(whole.AsSpan(KeyFileHeader.Size + cells));
        return whole;
    }

    private void Append(ReadOnlySpan<byte> block)
    {
        _uncertain = true;
        _store.Append(block);
        _uncertain = false;
    }

    private void Replace(ReadOnlySpan<byte> whole)
    {
        _uncertain = true;
        _store.Replace(whole);
        _uncertain = false;
    }
}
