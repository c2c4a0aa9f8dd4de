using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Orchestrator.Privacy;

/// <summary>
/// A Merkle tree over a growing list (RFC 6962, section 2.1), kept as the roots of its full subtrees, the largest first. Immutable.
/// </summary>
public sealed class MerkleTree
{
    // A node is 65 bytes. A hash of one buffer costs a third of one that is fed in parts.
    private const int Usual = 128;

    private readonly ImmutableArray<byte[]> _roots;

    private MerkleTree(long size, ImmutableArray<byte[]> roots) => (Size, _roots) = (size, roots);

    /// <summary>The tree of an empty list.</summary>
    public static MerkleTree Empty { get; } = new(0, []);

    /// <summary>How many leaves there are.</summary>
    public long Size { get; }

    /// <summary>The root hash, in lower-case hex.</summary>
    public string Root => Convert.ToHexStringLower(RootHash());

    /// <summary>The roots of the full subtrees, in lower-case hex.</summary>
    public ImmutableArray<string> Subtrees => [.. _roots.Select(Convert.ToHexStringLower)];

    /// <summary>A tree of which <see cref="Subtrees"/> were kept.</summary>
    /// <param name="size">How many leaves it has.</param>
    /// <param name="subtrees">The roots of its full subtrees.</param>
    /// <exception cref="FormatException">There are not as many as a tree of this size has.</exception>
    public static MerkleTree Of(long size, IEnumerable<string> subtrees)
    {
        var roots = subtrees.Select(Convert.FromHexString).ToImmutableArray();
        return size >= 0 && roots.Length == long.PopCount(size) && roots.All(static r => r.Length == SHA256.HashSizeInBytes)
            ? new(size, roots)
            : throw new FormatException($"A tree of {size} leaves does not have {roots.Length} full subtrees.");
    }

    /// <summary>The tree with one more leaf.</summary>
    /// <param name="leaf">The leaf's hash, as <see cref="HashLeaf"/> gives it.</param>
    public MerkleTree Add(byte[] leaf)
    {
        var roots = _roots.ToBuilder();
        var hash = leaf;
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            hash = HashNode(roots[^1], hash);
            roots.RemoveAt(roots.Count - 1);
        }

        roots.Add(hash);
        return new(Size + 1, roots.ToImmutable());
    }

    /// <summary>The hash of a leaf.</summary>
    /// <param name="content">What the leaf holds.</param>
    public static byte[] HashLeaf(ReadOnlySpan<byte> content) => Hash(0, content, []);

    internal static byte[] HashNode(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Hash(1, left, right);

    internal byte[] RootHash()
    {
        if (Size == 0)
            return SHA256.HashData([]);
        var hash = _roots[^1];
        for (var i = _roots.Length - 2; i >= 0; i--)
            hash = HashNode(_roots[i], hash);
        return hash;
    }

    private static byte[] Hash(byte prefix, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var length = 1 + first.Length + second.Length;
        var rented = length <= Usual ? null : ArrayPool<byte>.Shared.Rent(length);
        var content = rented ?? stackalloc byte[Usual];
        content[0] = prefix;
        first.CopyTo(content[1..]);
        second.CopyTo(content[(1 + first.Length)..]);
        var hash = SHA256.HashData(content[..length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }
}
