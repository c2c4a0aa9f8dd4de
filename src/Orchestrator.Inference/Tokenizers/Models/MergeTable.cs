using System.Numerics;

namespace Orchestrator.Inference.Tokenizers.Models;

/// <summary>
/// What pairs of tokens become, and in which order. No dictionary, because one of such numbers is compiled only when it is first filled,
/// which takes longer than to fill it. Thread-safe once filled.
/// </summary>
internal sealed class MergeTable
{
    private Merge[] _merges;
    private int _shift, _count;

    /// <param name="expected">About how many there will be.</param>
    public MergeTable(int expected)
    {
        _shift = 64 - BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(expected, 8) * 4 / 3));
        _merges = new Merge[1 << 64 - _shift];
    }

    /// <summary>Sets what a pair becomes; the last counts.</summary>
    public void Add(int left, int right, int rank, int made)
    {
        if ((_count + 1) * 4 > _merges.Length * 3)
            Spread();
        var pair = Pair(left, right);
        ref var merge = ref _merges[Place(pair)];
        if (merge.Pair == 0)
            _count++;
        (merge.Pair, merge.Rank, merge.Made) = (pair, rank, made);
    }

    public bool TryGet(int left, int right, out int rank, out int made)
    {
        ref readonly var merge = ref _merges[Place(Pair(left, right))];
        (rank, made) = (merge.Rank, merge.Made);
        return merge.Pair != 0;
    }

    // 0 is no pair, so that it can stand where there is none.
    private static ulong Pair(int left, int right) => (ulong)(left + 1) << 32 | (uint)right;

    private int Place(ulong pair)
    {
        var at = (int)(pair * 0x9e3779b97f4a7c15 >> _shift);
        while (_merges[at].Pair is not 0 and var other && other != pair)
            at = at + 1 & _merges.Length - 1;
        return at;
    }

    private void Spread()
    {
        var old = _merges;
        _merges = new Merge[old.Length * 2];
        _shift--;
        foreach (var merge in old)
        {
            if (merge.Pair != 0)
                _merges[Place(merge.Pair)] = merge;
        }
    }

    private struct Merge
    {
        public ulong Pair;
        public int Rank, Made;
    }
}
