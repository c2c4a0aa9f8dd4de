using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Orchestrator.Routing.Difficulty;

/// <summary>
/// Int8 weights of the linear heads. The file: magic, version, buckets, form counts, heads; then for each head its scale
/// and its form weights as floats; then one signed byte a bucket and head, the heads of a bucket side by side.
/// </summary>
internal sealed class DifficultyWeights
{
    public const int Heads = 5;
    public const int Nano = 0, Mini = 1, Cloud = 2, Strong = 3, Weak = 4;

    const uint Magic = 0x4C464944; // "DIFL"
    const int HeaderBytes = 20;

    readonly float[] _scales;
    readonly float[] _form;
    readonly sbyte[] _hashed;

    public DifficultyWeights(int buckets, float[] scales, float[] form, sbyte[] hashed)
    {
        Buckets = buckets;
        _scales = scales;
        _form = form;
        _hashed = hashed;
    }

    public int Buckets { get; }

    /// <summary>The value of each head for the prompt, before any calibration.</summary>
    public void Score(ReadOnlySpan<char> prompt, Span<double> heads)
    {
        Span<int> hashed = stackalloc int[PromptFeatures.MostHashed];
        hashed = hashed[..PromptFeatures.Hash(prompt, hashed, Buckets)];
        Span<float> form = stackalloc float[PromptFeatures.FormCount];
        PromptFeatures.Form(prompt, form);
        Score(hashed, form, heads);
    }

    /// <summary>The same of a prompt's features.</summary>
    public void Score(ReadOnlySpan<int> hashed, ReadOnlySpan<float> form, Span<double> heads)
    {
        Span<int> sums = stackalloc int[Heads];
        sums.Clear();
        foreach (var bucket in hashed)
        {
            var row = _hashed.AsSpan(bucket * Heads, Heads);
            for (var h = 0; h < Heads; h++)
                sums[h] += row[h];
        }

        var norm = 1 / Math.Sqrt(Math.Max(1, hashed.Length));
        for (var h = 0; h < Heads; h++)
        {
            heads[h] = sums[h] * _scales[h] * norm;
            for (var f = 0; f < form.Length; f++)
                heads[h] += form[f] * _form[(h * PromptFeatures.FormCount) + f];
        }
    }

    /// <summary>The same weights with one head replaced.</summary>
    public DifficultyWeights With(int head, ReadOnlySpan<float> hashed, ReadOnlySpan<float> form)
    {
        var scales = _scales.ToArray();
        var forms = _form.ToArray();
        var all = _hashed.ToArray();
        var most = 1e-6f;
        foreach (var x in hashed)
            most = Math.Max(most, MathF.Abs(x));
        scales[head] = most / sbyte.MaxValue;
        form.CopyTo(forms.AsSpan(head * PromptFeatures.FormCount, PromptFeatures.FormCount));
        for (var b = 0; b < Buckets; b++)
            all[(b * Heads) + head] = (sbyte)MathF.Round(hashed[b] / scales[head]);
        return new(Buckets, scales, forms, all);
    }

    public byte[] Write()
    {
        var bytes = new byte[HeaderBytes + (4 * (_scales.Length + _form.Length)) + _hashed.Length];
        uint[] header = [Magic, PromptFeatures.Version, (uint)Buckets, PromptFeatures.FormCount, Heads];
        for (var i = 0; i < header.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), header[i]);
        var at = HeaderBytes;
        foreach (var x in _scales.Concat(_form))
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), x);
            at += 4;
        }

        MemoryMarshal.AsBytes(_hashed.AsSpan()).CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>Null when the bytes are not weights for this build's features.</summary>
    public static DifficultyWeights? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes)
            return null;
        Span<uint> header = stackalloc uint[5];
        for (var i = 0; i < header.Length; i++)
            header[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
        if (header[0] != Magic || header[1] != PromptFeatures.Version || header[3] != PromptFeatures.FormCount || header[4] != Heads)
            return null;
        var buckets = (int)header[2];
        var floats = Heads + (Heads * PromptFeatures.FormCount);
        if (bytes.Length != HeaderBytes + (4L * floats) + ((long)buckets * Heads))
            return null;
        var values = new float[floats];
        for (var i = 0; i < floats; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(HeaderBytes + (4 * i))..]);
        var hashed = MemoryMarshal.Cast<byte, sbyte>(bytes[(HeaderBytes + (4 * floats))..]).ToArray();
        return new DifficultyWeights(buckets, values[..Heads], values[Heads..], hashed);
    }
}
