using Orchestrator.Inference.Taggers;

namespace Orchestrator.Training.Lexical;

/// <summary>
/// A weight for every output of every feature that was met often enough, learnt by AdaGrad. In the end the least of them are
/// cut away, and what is left learns on.
/// </summary>
internal sealed class FeatureRows
{
    private const float Damping = 0.1f;
    private readonly Dictionary<uint, int> _rows = [];
    private readonly int _outputs;
    private readonly float[] _weights, _squares;
    private bool[]? _kept;

    public FeatureRows(IReadOnlyDictionary<uint, int> met, int least, int outputs, IEnumerable<uint> always)
    {
        foreach (var feature in met.Where(m => m.Value >= least).Select(m => m.Key).Concat(always))
            _rows.TryAdd(feature, _rows.Count);
        _outputs = outputs;
        _weights = new float[(long)_rows.Count * outputs];
        _squares = new float[_weights.Length];
    }

    public int Features => _rows.Count;

    /// <summary>The row of a feature; -1 when it is unknown.</summary>
    public int Of(uint feature) => _rows.GetValueOrDefault(feature, -1);

    public ReadOnlySpan<float> this[int row] => _weights.AsSpan(row * _outputs, _outputs);

    public float Weight(int row, int output) => _weights[(row * _outputs) + output];

    public void Step(int row, int output, float gradient, float rate)
    {
        var at = (row * _outputs) + output;
        if (_kept is { } kept && !kept[at])
            return;
        _squares[at] += gradient * gradient;
        _weights[at] -= rate * gradient / (Damping + MathF.Sqrt(_squares[at]));
    }

    /// <summary>Keeps the largest weights alone.</summary>
    public void Prune(int pairs)
    {
        var worth = _weights.Select(MathF.Abs).ToArray();
        var sorted = worth.Where(w => w > 0).ToArray();
        Array.Sort(sorted);
        var least = sorted.Length > pairs ? sorted[^pairs] : float.Epsilon;
        Console.WriteLine($"{sorted.Length} weights, {Math.Min(pairs, sorted.Length)} kept, from {least:F4} on");
        _kept = [.. worth.Select(w => w >= least)];
        for (var i = 0; i < _weights.Length; i++)
            _weights[i] = _kept[i] ? _weights[i] : 0;
    }

    /// <summary>What <see cref="SparseWeights.Write"/> takes.</summary>
    public Dictionary<uint, IReadOnlyList<(byte Output, float Weight)>> Pairs()
    {
        var pairs = new Dictionary<uint, IReadOnlyList<(byte, float)>>();
        foreach (var (feature, row) in _rows)
        {
            var weights = Enumerable.Range(0, _outputs).Where(o => Weight(row, o) != 0).Select(o => ((byte)o, Weight(row, o))).ToArray();
            if (weights.Length > 0)
                pairs[feature] = weights;
        }

        return pairs;
    }
}
