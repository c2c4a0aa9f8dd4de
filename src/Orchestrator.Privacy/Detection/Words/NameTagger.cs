using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Privacy;

/// <summary>
/// A greedy averaged-perceptron tagger (Collins 2002) over hashed features: sixteen weights for each feature it knows, one a
/// tag. Thread-safe; the weights are read from the assembly on first use.
/// </summary>
internal sealed class NameTagger
{
    /// <summary>By how much a tag may be behind nothing and still be given: a missed name costs more than a word taken in vain.</summary>
    private const int Caution = 400;

    private const int KnownBits = 1 << 20;

    private readonly (uint Feature, int Row)[] _slots;
    private readonly ulong[] _known;
    private readonly short[] _weights;
    private readonly int _mask;

    /// <param name="features">The hashes of the features that it knows, none of them 0.</param>
    /// <param name="weights">Sixteen weights for each.</param>
    public NameTagger(ReadOnlySpan<uint> features, short[] weights)
    {
        if (weights.Length != features.Length * NameTags.Count)
            throw new ArgumentException($"Expected {features.Length * NameTags.Count} weights, found {weights.Length}.", nameof(weights));
        _weights = weights;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)(features.Length + 1) * 2);
        (_slots, _mask, _known) = (new (uint, int)[size], size - 1, new ulong[KnownBits / 64]);
        for (var i = 0; i < features.Length; i++)
        {
            var slot = (int)features[i] & _mask;
            while (_slots[slot].Feature != 0)
                slot = (slot + 1) & _mask;
            _slots[slot] = (features[i], i * NameTags.Count);
            _known[(features[i] >> 12) % KnownBits / 64] |= 1UL << (int)(features[i] >> 12);
        }
    }

    /// <summary>The tagger that ships; every analyzer shares its table, which nothing changes.</summary>
    public static Lazy<NameTagger> Shipped { get; } = new(static () =>
    {
        using var stream = typeof(NameTagger).Assembly.GetManifestResourceStream("pii-tagger.bin")
            ?? throw new InvalidOperationException("The assembly lacks the tagger's weights.");
        return Read(stream);
    });

    /// <summary>Reads a table: how many features, their hashes, their weights; little-endian, packed by Brotli.</summary>
    /// <param name="stream">Where it is.</param>
    public static NameTagger Read(Stream stream)
    {
        using var unpacked = new BrotliStream(stream, CompressionMode.Decompress);
        Span<byte> count = stackalloc byte[4];
        unpacked.ReadExactly(count);
        var features = new uint[BinaryPrimitives.ReadInt32LittleEndian(count)];
        unpacked.ReadExactly(MemoryMarshal.AsBytes(features.AsSpan()));
        var weights = new short[features.Length * NameTags.Count];
        unpacked.ReadExactly(MemoryMarshal.AsBytes(weights.AsSpan()));
        return new(features, weights);
    }

    /// <summary>Writes a table as <see cref="Read"/> reads it.</summary>
    public static void Write(Stream stream, ReadOnlySpan<uint> features, ReadOnlySpan<short> weights)
    {
        using var packed = new BrotliStream(stream, CompressionLevel.SmallestSize, leaveOpen: true);
        Span<byte> count = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(count, features.Length);
        packed.Write(count);
        packed.Write(MemoryMarshal.AsBytes(features));
        packed.Write(MemoryMarshal.AsBytes(weights));
    }

    /// <summary>Writes a tag for each token, and how far the tag was ahead of nothing.</summary>
    public void Tag(ReadOnlySpan<Token> tokens, Span<byte> tags, Span<short> leads)
    {
        Span<uint> features = stackalloc uint[TagFeatures.Count];
        Span<int> scores = stackalloc int[NameTags.Count];
        var lower = IsLower(tokens);
        // Without capitals, or in a word or two alone, there is less to see, and much less that is a name.
        var caution = lower || tokens.Length <= 3 ? 0 : Caution;
        var (last, before) = (0, 0);
        for (var i = 0; i < tokens.Length; i++)
        {
            var best = NameTags.Nothing;
            if (!tokens[i].Taken && !(last == NameTags.Nothing && TagFeatures.IsDull(tokens, i, lower)))
            {
                var count = TagFeatures.Fixed(tokens, i, lower, features);
                count = TagFeatures.Chained(tokens, i, last, before, features, count);
                Sum(features[..count], scores);
                scores[NameTags.Nothing] -= caution;
                var newLine = i > 0 && (tokens[i - 1].Layout & 2) != 0;
                for (var tag = 1; tag < NameTags.Count - 1; tag++)
                {
                    if (scores[tag] > scores[best] && NameTags.MayFollow(tag, last, newLine))
                        best = tag;
                }

                leads[i] = (short)Math.Clamp(scores[best] - scores[NameTags.Nothing], 0, short.MaxValue);
            }

            tags[i] = (byte)best;
            (before, last) = (last, best);
        }
    }

    /// <summary>Whether a text has no capital at all, so that small letters say nothing about names.</summary>
    public static bool IsLower(ReadOnlySpan<Token> tokens)
    {
        foreach (ref readonly var token in tokens)
        {
            if (token.HasCapital)
                return false;
        }

        return true;
    }

    private void Sum(ReadOnlySpan<uint> features, Span<int> scores)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(_weights);
        var (a, b) = (Vector256<int>.Zero, Vector256<int>.Zero);
        foreach (var feature in features)
        {
            // Most features of a text are not known, which a small table of bits mostly tells.
            if ((_known[(feature >> 12) % KnownBits / 64] & (1UL << (int)(feature >> 12))) == 0)
                continue;
            var slot = (int)feature & _mask;
            while (_slots[slot].Feature != feature && _slots[slot].Feature != 0)
                slot = (slot + 1) & _mask;
            if (_slots[slot].Feature == 0)
                continue;
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref table, (nuint)_slots[slot].Row));
            a += low;
            b += high;
        }

        a.CopyTo(scores);
        b.CopyTo(scores[8..]);
    }
}
