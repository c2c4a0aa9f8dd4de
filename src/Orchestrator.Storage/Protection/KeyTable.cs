using System.Runtime.InteropServices;

namespace Orchestrator.Storage.Protection;

/// <summary>
/// The records of the key file in its order, and an index of the keys among them: about 75 bytes a key, and never two copies of the
/// records while it grows. Not thread-safe.
/// </summary>
internal sealed class KeyTable
{
    private const int PageCells = 256;

    private readonly List<byte[]> _pages = [];
    private int[] _index = new int[1024];
    private int _keys;

    /// <summary>How many records there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them are keys.</summary>
    public int Keys => _keys;

    public ReadOnlySpan<byte> this[int place] => Slot(place);

    public void Add(ReadOnlySpan<byte> cell)
    {
        if (Count % PageCells == 0)
            _pages.Add(new byte[PageCells * KeyCell.Size]);
        cell[..KeyCell.Size].CopyTo(Slot(Count++));
        if (KeyCell.KindOf(cell) != KeyCell.Key)
            return;
        _keys++;
        if (_keys * 2 > _index.Length)
            Grow();
        else
            Index(Count - 1);
    }

    /// <summary>The record of a key, or nothing.</summary>
    public ReadOnlySpan<byte> Find(UInt128 id)
    {
        for (var i = Start(id); _index[i] != 0; i = (i + 1) & (_index.Length - 1))
        {
            var cell = Slot(_index[i] - 1);
            if (KeyCell.IdOf(cell) == id)
                return cell;
        }

        return default;
    }

    public void CopyTo(Span<byte> bytes)
    {
        for (var place = 0; place < Count; place++)
            Slot(place).CopyTo(bytes[(place * KeyCell.Size)..]);
    }

    private void Grow()
    {
        _index = new int[_index.Length * 2];
        for (var place = 0; place < Count; place++)
        {
            if (KeyCell.KindOf(Slot(place)) == KeyCell.Key)
                Index(place);
        }
    }

    private void Index(int place)
    {
        var i = Start(KeyCell.IdOf(Slot(place)));
        while (_index[i] != 0)
            i = (i + 1) & (_index.Length - 1);
        _index[i] = place + 1;
    }

    // Ids are random, so their low bits are a hash.
    private int Start(UInt128 id) => (int)((ulong)id & (ulong)(_index.Length - 1));

    private Span<byte> Slot(int place) => MemoryMarshal.CreateSpan(ref _pages[place / PageCells][place % PageCells * KeyCell.Size], KeyCell.Size);
}
