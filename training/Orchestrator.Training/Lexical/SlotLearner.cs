using Orchestrator.Inference.Taggers;

namespace Orchestrator.Training.Lexical;

/// <summary>A conditional random field: of all sequences of tags that the intent allows, the right one shall be the likeliest.</summary>
internal sealed class SlotLearner
{
    private const double Negligible = 1e-4;
    private readonly FeatureRows _rows;
    private readonly int[] _after;
    private readonly int[][] _allowed;
    private readonly bool[][,] _follows;

    public SlotLearner(FeatureRows rows, TaggerLabels labels)
    {
        _rows = rows;
        var tags = labels.Tags;
        _after = [.. Enumerable.Range(0, tags.Count).Append(-1).Select(tag => rows.Of(LexicalFeatures.After(tag)))];
        _allowed = [.. labels.Intents.Select(i => Enumerable.Range(0, tags.Count).Where(t => t == 0 || i.Slots.Contains(tags[t][2..], StringComparer.Ordinal)).ToArray())];
        _follows = [.. _allowed.Select(allowed => Follows(allowed, tags))];
    }

    public bool Teaches(LexicalText text) => text.Tags.Length > 0 && _allowed[text.Label].Length > 1 && Array.TrueForAll(text.Tags, _allowed[text.Label].Contains);

    /// <param name="text">A text that it <see cref="Teaches"/>.</param>
    /// <param name="rate">The rate of learning.</param>
    /// <param name="forget">How often a feature goes missing.</param>
    /// <param name="random">Which.</param>
    public double Learn(LexicalText text, float rate, double forget, Random random)
    {
        var allowed = _allowed[text.Label];
        var (length, n) = (text.Length, allowed.Length);
        var right = Array.ConvertAll(text.Tags, t => Array.IndexOf(allowed, t));
        var met = Met(text, forget, random);
        var steps = Steps(allowed, _follows[text.Label]);
        var scores = Scores(met, allowed);

        // Forward and backward, each place scaled to sum one.
        var (forward, backward, sums) = (new double[length, n], new double[length, n], new double[length]);
        for (var t = 0; t < length; t++)
        {
            for (var j = 0; j < n; j++)
            {
                var from = t == 0 ? steps[n, j] : 0;
                for (var k = 0; t > 0 && k < n; k++)
                    from += forward[t - 1, k] * steps[k, j];
                sums[t] += forward[t, j] = from * scores[t, j];
            }

            for (var j = 0; j < n; j++)
                forward[t, j] /= sums[t];
        }

        for (var t = length - 1; t >= 0; t--)
        {
            for (var k = 0; k < n; k++)
            {
                var to = t == length - 1 ? 1 : 0.0;
                for (var j = 0; t < length - 1 && j < n; j++)
                    to += steps[k, j] * scores[t + 1, j] * backward[t + 1, j] / sums[t + 1];
                backward[t, k] = to;
            }
        }

        var loss = 0.0;
        for (var t = 0; t < length; t++)
        {
            var before = t == 0 ? n : right[t - 1];
            loss += Math.Log(sums[t]) - Math.Log(scores[t, right[t]]) - Math.Log(steps[before, right[t]]);
            for (var j = 0; j < n; j++)
            {
                Step(met[t], allowed[j], (forward[t, j] * backward[t, j]) - (right[t] == j ? 1 : 0), rate);
                for (var k = t == 0 ? n : 0; k < (t == 0 ? n + 1 : n); k++)
                {
                    var share = steps[k, j] * scores[t, j] * backward[t, j] / sums[t] * (t == 0 ? 1 : forward[t - 1, k]);
                    var gradient = share - (k == before && right[t] == j ? 1 : 0);
                    if (Math.Abs(gradient) >= Negligible)
                        _rows.Step(_after[k == n ? ^1 : allowed[k]], allowed[j], (float)gradient, rate);
                }
            }
        }

        return loss;
    }

    private void Step(List<int> rows, int tag, double gradient, float rate)
    {
        if (Math.Abs(gradient) < Negligible)
            return;
        foreach (var row in rows)
            _rows.Step(row, tag, (float)gradient, rate);
    }

    private List<int>[] Met(LexicalText text, double forget, Random random)
    {
        Span<uint> features = stackalloc uint[LexicalFeatures.MostPerToken];
        var met = new List<int>[text.Length];
        for (var t = 0; t < met.Length; t++)
        {
            met[t] = [];
            foreach (var feature in features[..text.Features.Token(t, text.Label, features)])
            {
                if (_rows.Of(feature) is var row and >= 0 && random.NextDouble() >= forget)
                    met[t].Add(row);
            }
        }

        return met;
    }

    /// <summary>How likely each tag is by the token alone, the likeliest 1.</summary>
    private double[,] Scores(List<int>[] met, int[] allowed)
    {
        var scores = new double[met.Length, allowed.Length];
        for (var t = 0; t < met.Length; t++)
        {
            var most = double.NegativeInfinity;
            for (var j = 0; j < allowed.Length; j++)
            {
                foreach (var row in met[t])
                    scores[t, j] += _rows.Weight(row, allowed[j]);
                most = Math.Max(most, scores[t, j]);
            }

            for (var j = 0; j < allowed.Length; j++)
                scores[t, j] = Math.Exp(Math.Max(scores[t, j] - most, -60));
        }

        return scores;
    }

    /// <summary>How likely each tag is behind another; the last row is for the beginning.</summary>
    private double[,] Steps(int[] allowed, bool[,] follows)
    {
        var n = allowed.Length;
        var steps = new double[n + 1, n];
        for (var k = 0; k <= n; k++)
        {
            var row = _after[k == n ? ^1 : allowed[k]];
            for (var j = 0; j < n; j++)
                steps[k, j] = follows[k, j] ? Math.Exp(_rows.Weight(row, allowed[j])) : 0;
        }

        return steps;
    }

    private static bool[,] Follows(int[] allowed, IReadOnlyList<string> tags)
    {
        var n = allowed.Length;
        var follows = new bool[n + 1, n];
        for (var k = 0; k <= n; k++)
        {
            for (var j = 0; j < n; j++)
                follows[k, j] = tags[allowed[j]][0] != 'I' || (k < n && allowed[k] != 0 && tags[allowed[k]][2..] == tags[allowed[j]][2..]);
        }

        return follows;
    }
}
