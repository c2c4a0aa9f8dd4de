using System.Numerics;

namespace Orchestrator.Integration.Tests.Canaries;

/// <summary>
/// The beginnings of one length, by their hashes: a text is passed over once with a rolling hash, whatever the number of beginnings. A bit
/// for each hash answers for nearly every place that nothing begins there. It tells candidates; who asks compares.
/// </summary>
internal sealed class AnchorIndex
{
    private const ulong Base = 0x9E3779B97F4A7C15;
    private const int BitsForEach = 16;
    private readonly (ulong Hash, int Owner)[] _slots;
    private readonly ulong[] _bits;
    private readonly int _slotShift, _bitShift;
    private readonly ulong _leaving = 1;

    /// <param name="length">How many bytes each beginning has.</param>
    /// <param name="count">How many there will be.</param>
    public AnchorIndex(int length, int count)
    {
        Length = length;
        var slots = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 1) * 2));
        (_slotShift, _slots) = (64 - slots, new (ulong, int)[1 << slots]);
        var bits = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 4) * BitsForEach));
        (_bitShift, _bits) = (64 - bits, new ulong[1 << (bits - 6)]);
        for (var i = 0; i < length; i++)
            _leaving *= Base;
    }

    public int Length { get; }

    public void Add(ReadOnlySpan<byte> anchor, int owner)
    {
        ulong hash = 0;
        foreach (var b in anchor)
            hash = (hash * Base) + b + 1;
        hash = Mixed(hash);
        _bits[hash >> _bitShift >> 6] |= 1UL << (int)(hash >> _bitShift);
        var slot = hash >> _slotShift;
        while (_slots[slot].Hash != 0)
            slot = (slot + 1) & (ulong)(_slots.Length - 1);
        _slots[slot] = (hash, owner);
    }

    /// <summary>The first place from <paramref name="from"/> on where a beginning may stand, and whose; -1 when there is none.</summary>
    public int Next(ReadOnlySpan<byte> bytes, int from, out List<int> owners)
    {
        owners = [];
        if (bytes.Length - from < Length)
            return -1;
        ulong hash = 0;
        for (var i = from; i < from + Length; i++)
            hash = (hash * Base) + bytes[i] + 1;
        for (var at = from; ; at++)
        {
            var mixed = Mixed(hash);
            if ((_bits[mixed >> _bitShift >> 6] >> (int)(mixed >> _bitShift) & 1) != 0)
            {
                for (var slot = mixed >> _slotShift; _slots[slot].Hash != 0; slot = (slot + 1) & (ulong)(_slots.Length - 1))
                {
                    if (_slots[slot].Hash == mixed)
                        owners.Add(_slots[slot].Owner);
                }

                if (owners.Count > 0)
                    return at;
            }

            if (at + Length >= bytes.Length)
                return -1;
            hash = (hash * Base) + bytes[at + Length] + 1 - (_leaving * ((ulong)bytes[at] + 1));
        }
    }

    // The low bits of a product know little of the bytes that came first; zero marks an empty slot.
    private static ulong Mixed(ulong hash) => ((hash ^ (hash >> 32)) * Base) | 1;
}
