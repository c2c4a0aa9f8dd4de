using Orchestrator.Privacy;

namespace Orchestrator.Training.Pii;

/// <summary>
/// Trains the tagger (Collins 2002): greedy from left to right with its own earlier tags, weights averaged over all steps. The
/// words of names are forgotten now and then, so that it learns where names stand, not which there are; what is rarely seen is
/// not learned at all.
/// </summary>
internal sealed class PerceptronTrainer
{
    // Half of the features of each token are left out at random, so that none of them decides alone.
    private const double Scale = 16;
    private const double ForgetName = 0.6;
    private const double ForgetWord = 0.2;
    private const double ForgetFeature = 0.5;
    private readonly Dictionary<uint, int> _rows = [];
    private float[] _weights = [];
    private double[] _totals = [];
    private long _step;

    public int Seed { get; init; } = 1;

    /// <summary>How often a feature must be seen in two epochs to be learned.</summary>
    public int Least { get; init; } = 4;

    /// <summary>Trains; gives the features and their weights.</summary>
    public (uint[] Features, short[] Weights) Train(Func<int, IEnumerable<LabelledText>> epochs, int count)
    {
        var random = new Random(Seed);
        ChooseFeatures([.. epochs(-2).Select(TaggedText.Of), .. epochs(-1).Select(TaggedText.Of)], random);
        for (var epoch = 0; epoch < count; epoch++)
        {
            var texts = epochs(epoch).Select(TaggedText.Of).ToArray();
            random.Shuffle(texts);
            var (wrong, all) = (0, 0);
            foreach (var text in texts)
            {
                wrong += Learn(Forget(text, random), random);
                all += text.Tokens.Length;
            }

            Console.Error.WriteLine($"epoch {epoch + 1}: {texts.Length} texts, {100.0 * wrong / all:0.00} % of tokens wrong");
        }

        return Averaged();
    }

    private void ChooseFeatures(IReadOnlyList<TaggedText> texts, Random random)
    {
        var counts = new Dictionary<uint, int>();
        var features = new uint[TagFeatures.Count];
        foreach (var text in texts)
        {
            var tokens = Forget(text, random).Tokens;
            var lower = NameTagger.IsLower(tokens);
            var (last, before) = (0, 0);
            for (var i = 0; i < tokens.Length; i++)
            {
                var count = TagFeatures.Fixed(tokens, i, lower, features);
                count = TagFeatures.Chained(tokens, i, last, before, features, count);
                foreach (var feature in features.AsSpan(0, count))
                    counts[feature] = counts.GetValueOrDefault(feature) + 1;
                (before, last) = (last, text.Tags[i]);
            }
        }

        foreach (var (feature, count) in counts)
        {
            if (count >= Least)
                _rows.Add(feature, _rows.Count * NameTags.Count);
        }

        Console.Error.WriteLine($"{counts.Count} features seen, {_rows.Count} learned");
        _weights = new float[_rows.Count * NameTags.Count];
        _totals = new double[_rows.Count * NameTags.Count];
    }

    private static TaggedText Forget(TaggedText text, Random random)
    {
        var tokens = (Token[])text.Tokens.Clone();
        for (var i = 0; i < tokens.Length; i++)
        {
            var name = text.Tags[i] != NameTags.Nothing && tokens[i].Class == WordClass.None;
            if (random.NextDouble() < (name ? ForgetName : ForgetWord))
                tokens[i].Word = 77;
        }

        return text with { Tokens = tokens };
    }

    private int Learn(TaggedText text, Random random)
    {
        Span<uint> features = stackalloc uint[TagFeatures.Count];
        Span<int> rows = stackalloc int[TagFeatures.Count];
        Span<float> scores = stackalloc float[NameTags.Count];
        var lower = NameTagger.IsLower(text.Tokens);
        var (last, before, wrong) = (0, 0, 0);
        for (var i = 0; i < text.Tokens.Length; i++)
        {
            var best = NameTags.Nothing;
            if (!text.Tokens[i].Taken && !(last == NameTags.Nothing && TagFeatures.IsDull(text.Tokens, i, lower)))
            {
                _step++;
                var count = TagFeatures.Fixed(text.Tokens, i, lower, features);
                count = TagFeatures.Chained(text.Tokens, i, last, before, features, count);
                var known = 0;
                scores.Clear();
                foreach (var feature in features[..count])
                {
                    if (!_rows.TryGetValue(feature, out var row) || random.NextDouble() < ForgetFeature)
                        continue;
                    rows[known++] = row;
                    for (var tag = 0; tag < NameTags.Count; tag++)
                        scores[tag] += _weights[row + tag];
                }

                var newLine = i > 0 && (text.Tokens[i - 1].Layout & 2) != 0;
                for (var tag = 1; tag < NameTags.Count - 1; tag++)
                {
                    if (scores[tag] > scores[best] && NameTags.MayFollow(tag, last, newLine))
                        best = tag;
                }

                var right = text.Tags[i];
                if (best != right)
                {
                    wrong++;
                    // A missed name costs more than a word taken in vain.
                    Change(rows[..known], right, best, right != NameTags.Nothing && best == NameTags.Nothing ? 1.5f : 1);
                }
            }

            (before, last) = (last, best);
        }

        return wrong;
    }

    private void Change(ReadOnlySpan<int> rows, int right, int wrong, float amount)
    {
        foreach (var row in rows)
        {
            _weights[row + right] += amount;
            _weights[row + wrong] -= amount;
            _totals[row + right] += (double)_step * amount;
            _totals[row + wrong] -= (double)_step * amount;
        }
    }

    private (uint[] Features, short[] Weights) Averaged()
    {
        var features = new List<uint>();
        var weights = new List<short>();
        foreach (var (feature, row) in _rows)
        {
            var values = new short[NameTags.Count];
            for (var tag = 0; tag < NameTags.Count; tag++)
                values[tag] = (short)Math.Clamp(Math.Round((_weights[row + tag] - (_totals[row + tag] / _step)) * Scale), short.MinValue, short.MaxValue);
            if (values.Any(static v => Math.Abs(v) >= 8))
            {
                features.Add(feature);
                weights.AddRange(values);
            }
        }

        Console.Error.WriteLine($"{features.Count} features kept");
        return ([.. features], [.. weights]);
    }
}
