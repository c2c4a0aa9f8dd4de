namespace Orchestrator.Training.Lexical;

/// <summary>Logistic regression of the intent over the features of a text.</summary>
internal sealed class IntentLearner(FeatureRows rows, int intents)
{
    private const float Negligible = 1e-3f;
    private readonly List<uint> _features = [];
    private readonly List<int> _met = [];
    private readonly float[] _scores = new float[intents];

    public double Learn(LexicalText text, float rate)
    {
        _features.Clear();
        _met.Clear();
        text.Features.Text(_features);
        Array.Clear(_scores);
        foreach (var feature in _features)
        {
            if (rows.Of(feature) is var row and >= 0)
            {
                _met.Add(row);
                var weights = rows[row];
                for (var i = 0; i < _scores.Length; i++)
                    _scores[i] += weights[i];
            }
        }

        var most = _scores.Max();
        var sum = 0f;
        for (var i = 0; i < _scores.Length; i++)
            sum += _scores[i] = MathF.Exp(_scores[i] - most);
        var loss = -Math.Log(Math.Max(_scores[text.Label] / sum, 1e-9));
        for (var i = 0; i < _scores.Length; i++)
        {
            var gradient = (_scores[i] / sum) - (i == text.Label ? 1 : 0);
            if (MathF.Abs(gradient) < Negligible)
                continue;
            foreach (var row in _met)
                rows.Step(row, i, gradient, rate);
        }

        return loss;
    }
}
