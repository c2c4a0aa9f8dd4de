namespace Orchestrator.Training.Onnx.Decoders;

/// <summary>Numbers in blocks of 4 or 8 bits with a scale each, as MatMulNBits and GatherBlockQuantized read them; the middle of the range is zero.</summary>
internal static class BlockQuantizer
{
    /// <summary>Quantises lines of numbers.</summary>
    /// <param name="lines">How many lines.</param>
    /// <param name="length">Numbers in a line.</param>
    /// <param name="bits">4 or 8.</param>
    /// <param name="block">Numbers in a block.</param>
    /// <param name="at">The number at a place of a line.</param>
    public static (byte[] Values, float[] Scales) Quantize(int lines, int length, int bits, int block, Func<int, int, float> at)
    {
        var (blocks, bytes, zero, most) = ((length + block - 1) / block, block * bits / 8, 1 << (bits - 1), (1 << bits) - 1);
        var (values, scales) = (new byte[(long)lines * blocks * bytes], new float[(long)lines * blocks]);
        Parallel.For(0, lines, line =>
        {
            for (var b = 0; b < blocks; b++)
            {
                var (from, to, largest) = (b * block, Math.Min(length, (b + 1) * block), 0f);
                for (var i = from; i < to; i++)
                    largest = MathF.Abs(at(line, i)) > MathF.Abs(largest) ? at(line, i) : largest;
                var index = (long)line * blocks + b;

                // The range has one more step below zero than above, so the largest goes there.
                var scale = scales[index] = largest == 0 ? 1 : -largest / zero;
                for (var i = from; i < from + block; i++)
                {
                    var value = i < to ? Math.Clamp((int)MathF.Round(at(line, i) / scale) + zero, 0, most) : zero;
                    values[index * bytes + (i - from) * bits / 8] |= (byte)(bits == 4 ? value << ((i - from) % 2 * 4) : value);
                }
            }
        });
        return (values, scales);
    }
}
