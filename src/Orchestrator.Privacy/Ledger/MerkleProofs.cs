using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>Proofs that a leaf is in a tree, and that a tree is the beginning of a larger one (RFC 9162, sections 2.1.3 and 2.1.4). Pure.</summary>
public static class MerkleProofs
{
    /// <summary>Proves that a leaf is in the tree.</summary>
    /// <param name="leaves">The hashes of the tree's leaves.</param>
    /// <param name="index">The leaf, from 0.</param>
    public static ImmutableArray<byte[]> Inclusion(ReadOnlySpan<byte[]> leaves, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves.Length);
        if (leaves.Length == 1)
            return [];
        var split = Split(leaves.Length);
        return index < split
            ? Inclusion(leaves[..split], index).Add(Root(leaves[split..]))
            : Inclusion(leaves[split..], index - split).Add(Root(leaves[..split]));
    }

    /// <summary>Whether a proof shows that a leaf is in the tree with this root.</summary>
    /// <param name="leaf">The leaf's hash.</param>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="size">The tree's size.</param>
    /// <param name="proof">The proof.</param>
    /// <param name="root">The tree's root hash.</param>
    public static bool Includes(byte[] leaf, long index, long size, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size)
            return false;
        var (place, last) = (index, size - 1);
        var hash = leaf;
        foreach (var sibling in proof)
        {
            if (last == 0)
                return false;
            if (IsOdd(place) || place == last)
            {
                hash = MerkleTree.HashNode(sibling, hash);
                while (!IsOdd(place) && place != 0)
                    (place, last) = (place >> 1, last >> 1);
            }
            else
            {
                hash = MerkleTree.HashNode(hash, sibling);
            }

            (place, last) = (place >> 1, last >> 1);
        }

        return last == 0 && root.SequenceEqual(hash);
    }

    /// <summary>Proves that the tree of the first leaves is the beginning of the whole.</summary>
    /// <param name="leaves">The hashes of the larger tree's leaves.</param>
    /// <param name="first">The smaller tree's size, at least 1.</param>
    public static ImmutableArray<byte[]> Consistency(ReadOnlySpan<byte[]> leaves, int first)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, leaves.Length);
        return Part(leaves, first, whole: true);
    }

    /// <summary>Whether a proof shows that one tree is the beginning of another.</summary>
    /// <param name="first">The smaller tree's size.</param>
    /// <param name="second">The larger tree's size.</param>
    /// <param name="firstRoot">The smaller tree's root hash.</param>
    /// <param name="secondRoot">The larger tree's root hash.</param>
    /// <param name="proof">The proof.</param>
    public static bool IsConsistent(long first, long second, byte[] firstRoot, byte[] secondRoot, IReadOnlyList<byte[]> proof)
    {
        if (first < 1 || first > second)
            return false;
        if (first == second)
            return proof.Count == 0 && firstRoot.AsSpan().SequenceEqual(secondRoot);
        var path = long.IsPow2(first) ? proof.Prepend(firstRoot).ToList() : [.. proof];
        if (path.Count == 0)
            return false;
        var (place, last) = (first - 1, second - 1);
        while (IsOdd(place))
            (place, last) = (place >> 1, last >> 1);
        var (old, now) = (path[0], path[0]);
        foreach (var hash in path.Skip(1))
        {
            if (last == 0)
                return false;
            if (IsOdd(place) || place == last)
            {
                (old, now) = (MerkleTree.HashNode(hash, old), MerkleTree.HashNode(hash, now));
                while (!IsOdd(place) && place != 0)
                    (place, last) = (place >> 1, last >> 1);
            }
            else
            {
                now = MerkleTree.HashNode(now, hash);
            }

            (place, last) = (place >> 1, last >> 1);
        }

        return last == 0 && old.AsSpan().SequenceEqual(firstRoot) && now.AsSpan().SequenceEqual(secondRoot);
    }

    private static ImmutableArray<byte[]> Part(ReadOnlySpan<byte[]> leaves, int first, bool whole)
    {
        if (first == leaves.Length)
            return whole ? [] : [Root(leaves)];
        var split = Split(leaves.Length);
        return first <= split
            ? Part(leaves[..split], first, whole).Add(Root(leaves[split..]))
            : Part(leaves[split..], first - split, whole: false).Add(Root(leaves[..split]));
    }

    private static byte[] Root(ReadOnlySpan<byte[]> leaves)
    {
        var tree = MerkleTree.Empty;
        foreach (var leaf in leaves)
            tree = tree.Add(leaf);
        return tree.RootHash();
    }

    /// <summary>The largest power of two below a size.</summary>
    private static int Split(int size) => 1 << (31 - int.LeadingZeroCount(size - 1));

    private static bool IsOdd(long number) => (number & 1) == 1;
}
