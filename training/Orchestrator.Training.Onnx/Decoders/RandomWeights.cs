namespace Orchestrator.Training.Onnx.Decoders;

/// <summary>Weights drawn from a seed, of such a size that the logits neither vanish nor explode.</summary>
public sealed class RandomWeights(int seed) : IDecoderWeights
{
    private readonly Random _random = new(seed);

    public float[] Get(string name, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(name);
        var values = new float[(long)rows * columns];
        if (name.EndsWith("norm", StringComparison.Ordinal))
        {
            Array.Fill(values, 1f);
            return values;
        }

        var scale = 1.7f / MathF.Sqrt(name.EndsWith("embed_tokens", StringComparison.Ordinal) ? columns : rows);
        for (var i = 0; i < values.Length; i++)
            values[i] = (_random.NextSingle() * 2 - 1) * scale;
        return values;
    }
}
