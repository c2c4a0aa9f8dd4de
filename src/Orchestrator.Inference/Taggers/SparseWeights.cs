using System.Buffers.Binary;
using System.Numerics;

namespace Orchestrator.Inference.Taggers;

/// <summary>
/// Weights of a linear layer over many hashed features, of which most are zero: of each feature the outputs it speaks for or
/// against, one byte each. A feature that is not in the table says nothing.
/// </summary>
internal sealed class SparseWeights
{
    /// <summary>An output and what a feature weighs for it, in steps of the scale.</summary>
    public readonly record struct Weight(byte Output, sbyte Steps);

    readonly record struct Row(uint Feature, int Start, int Count);

    // A table of our own rather than a dictionary: a text asks for hundreds of features, and each costs two looks into memory.
    readonly Row[] _rows;
    readonly Weight[] _weights;
    readonly float _scale;

    SparseWeights(float scale, int features, int weights)
    {
        _scale = scale;
        _rows = new Row[BitOperations.RoundUpToPowerOf2((uint)(2 * features) + 1)];
        _weights = new Weight[weights];
    }

    /// <summary>The outputs that a feature has a weight for; none for a feature that was never met.</summary>
    public ReadOnlySpan<Weight> Of(uint feature)
    {
        var row = _rows[PlaceOf(feature)];
        return _weights.AsSpan(row.Start, row.Count);
    }

    /// <summary>Adds what a feature says, so many times over, to the scores of the outputs.</summary>
    public void Add(uint feature, float times, Span<float> scores)
    {
        foreach (var weight in Of(feature))
            scores[weight.Output] += times * _scale * weight.Steps;
    }

    /// <summary>Where a feature stands, or the empty place where it would.</summary>
    int PlaceOf(uint feature)
    {
        var at = (int)feature & (_rows.Length - 1);
        while (_rows[at].Count > 0 && _rows[at].Feature != feature)
            at = (at + 1) & (_rows.Length - 1);
        return at;
    }

    /// <summary>Writes features in the order of their numbers, each as its distance from the one before, its outputs and its weights.</summary>
    /// <param name="file">What is written to.</param>
    /// <param name="rows">Of each feature its outputs, of which there are at most 256, and what each weighs.</param>
    public static void Write(BinaryWriter file, IReadOnlyDictionary<uint, IReadOnlyList<(byte Output, float Weight)>> rows)
    {
        var scale = rows.Values.SelectMany(r => r).Select(w => Math.Abs(w.Weight)).DefaultIfEmpty(1).Max() / sbyte.MaxValue;
        file.Write(scale);
        file.Write(rows.Count);
        file.Write(rows.Values.Sum(r => r.Count));
        var before = 0u;
        foreach (var (feature, row) in rows.OrderBy(r => r.Key))
        {
            file.Write7BitEncodedInt64(feature - before);
            before = feature;
            file.Write((byte)(row.Count - 1));
            foreach (var (output, weight) in row)
            {
                file.Write(output);
                file.Write((sbyte)MathF.Round(weight / scale));
            }
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote, from the front of <paramref name="bytes"/>, and moves them on.</summary>
    /// <exception cref="FormatException">The bytes are cut off, or name an output beyond <paramref name="outputs"/>.</exception>
    public static SparseWeights Read(ref ReadOnlySpan<byte> bytes, int outputs)
    {
        var scale = BinaryPrimitives.ReadSingleLittleEndian(Take(ref bytes, 4));
        var count = BinaryPrimitives.ReadInt32LittleEndian(Take(ref bytes, 4));
        var pairs = BinaryPrimitives.ReadInt32LittleEndian(Take(ref bytes, 4));
        if (!float.IsFinite(scale) || count < 0 || pairs < count || pairs > bytes.Length / 2)
            throw new FormatException($"it announces {count} features with {pairs} weights, and {bytes.Length} bytes follow");
        var read = new SparseWeights(scale, count, pairs);
        var feature = 0ul;
        var at = 0;
        for (var r = 0; r < count; r++)
        {
            feature += Number(ref bytes);
            var length = Take(ref bytes, 1)[0] + 1;
            if (feature > uint.MaxValue || at + length > pairs)
                throw new FormatException($"its feature {r} of {count} is none");
            read._rows[read.PlaceOf((uint)feature)] = new Row((uint)feature, at, length);
            for (var pair = Take(ref bytes, 2 * length); pair.Length > 0; pair = pair[2..], at++)
            {
                read._weights[at] = new Weight(pair[0], (sbyte)pair[1]);
                if (pair[0] >= outputs)
                    throw new FormatException($"it weighs output {pair[0]}, and there are {outputs}");
            }
        }

        return read;
    }

    /// <summary>Seven bits a byte, the lowest first.</summary>
    static ulong Number(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0ul;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Take(ref bytes, 1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        throw new FormatException("one of its numbers has no end");
    }

    static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        if (bytes.Length < count)
            throw new FormatException("it is cut off");
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}
