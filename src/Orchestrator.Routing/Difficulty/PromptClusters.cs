using System.Buffers.Binary;

namespace Orchestrator.Routing.Difficulty;

/// <summary>
/// Groups of prompts that are alike in words and form: how often a model is right in each group is all that has to be known of a new model
/// (UniRoute, arXiv 2502.08773). A prompt is a random projection of its hashed words, rare ones counting more, and its form; its group is
/// that of the nearest centre. Thread-safe.
/// </summary>
internal sealed class PromptClusters
{
    public const int Projected = 32;
    public const int Width = Projected + PromptFeatures.FormCount;

    private const uint Magic = 0x54534C43; // "CLST"
    private const int HeaderBytes = 16;
    private const float FormWeight = 0.25f;

    private readonly byte[] _rarity;
    private readonly float[] _mean;
    private readonly float[] _factor;
    private readonly float[] _centres;

    public PromptClusters(byte[] rarity, float[] mean, float[] factor, float[] centres) =>
        (_rarity, _mean, _factor, _centres) = (rarity, mean, factor, centres);

    public int Count => _centres.Length / Width;

    /// <summary>The group of a prompt.</summary>
    public int Of(ReadOnlySpan<int> hashed, ReadOnlySpan<float> form)
    {
        Span<float> at = stackalloc float[Width];
        Vector(hashed, form, at);
        return Nearest(at);
    }

    public int Nearest(ReadOnlySpan<float> at)
    {
        var (best, least) = (0, float.PositiveInfinity);
        for (var c = 0; c < Count; c++)
        {
            var centre = _centres.AsSpan(c * Width, Width);
            var distance = 0f;
            for (var i = 0; i < Width; i++)
                distance += (at[i] - centre[i]) * (at[i] - centre[i]);
            if (distance < least)
                (best, least) = (c, distance);
        }

        return best;
    }

    /// <summary>Where a prompt stands.</summary>
    public void Vector(ReadOnlySpan<int> hashed, ReadOnlySpan<float> form, Span<float> at)
    {
        var words = at[..Projected];
        words.Clear();
        foreach (var bucket in hashed)
        {
            var signs = Signs((uint)bucket);
            float weight = _rarity[bucket];
            for (var i = 0; i < Projected; i++)
                words[i] += (signs >> i & 1) == 0 ? weight : -weight;
        }

        var norm = 0f;
        foreach (var x in words)
            norm += x * x;
        norm = 1 / MathF.Sqrt(MathF.Max(norm, 1e-9f));
        for (var i = 0; i < Projected; i++)
            words[i] *= norm;
        for (var f = 0; f < form.Length; f++)
            at[Projected + f] = (form[f] - _mean[f]) * _factor[f] * FormWeight;
    }

    public byte[] Write()
    {
        var bytes = new byte[HeaderBytes + _rarity.Length + (4 * (_mean.Length + _factor.Length + _centres.Length))];
        uint[] header = [Magic, PromptFeatures.Version, (uint)_rarity.Length, (uint)Count];
        for (var i = 0; i < header.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), header[i]);
        _rarity.CopyTo(bytes.AsSpan(HeaderBytes));
        var place = HeaderBytes + _rarity.Length;
        foreach (var x in _mean.Concat(_factor).Concat(_centres))
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(place), x);
            place += 4;
        }

        return bytes;
    }

    /// <summary>Null when the bytes are none for this build's features and these buckets.</summary>
    public static PromptClusters? Read(ReadOnlySpan<byte> bytes, int buckets)
    {
        if (bytes.Length < HeaderBytes || U(bytes, 0) != Magic || U(bytes, 1) != PromptFeatures.Version || U(bytes, 2) != buckets)
            return null;
        var count = U(bytes, 3);
        var floats = (2 * PromptFeatures.FormCount) + (count * Width);
        if (count is 0 or > 4096 || bytes.Length != HeaderBytes + buckets + (4 * floats))
            return null;
        var values = new float[floats];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(HeaderBytes + buckets + (4 * i))..]);
        return new(bytes.Slice(HeaderBytes, buckets).ToArray(), values[..PromptFeatures.FormCount], values[PromptFeatures.FormCount..(2 * PromptFeatures.FormCount)], values[(2 * PromptFeatures.FormCount)..]);

        static uint U(ReadOnlySpan<byte> bytes, int i) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
    }

    private static uint Signs(uint x)
    {
        x ^= x >> 16;
        x *= 0x7feb352du;
        x ^= x >> 15;
        x *= 0x846ca68bu;
        return x ^ (x >> 16);
    }
}
