using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Training.Difficulty;

/// <summary>One linear head, trained by AdaGrad on examples one at a time, its hashed weights drawn towards zero.</summary>
internal sealed class LinearHead
{
    readonly float[] _squares;
    readonly float[] _formSquares = new float[PromptFeatures.FormCount];
    readonly float _rate;
    readonly float _decay;

    public LinearHead(int buckets, float rate, float decay)
    {
        Hashed = new float[buckets];
        _squares = new float[buckets];
        (_rate, _decay) = (rate, decay);
    }

    public float[] Hashed { get; }

    public float[] Form { get; } = new float[PromptFeatures.FormCount];

    public double Value(PromptVector x)
    {
        var sum = 0f;
        foreach (var b in x.Hashed)
            sum += Hashed[b];
        double value = sum * x.Norm;
        for (var f = 0; f < Form.Length; f++)
            value += Form[f] * x.Form[f];
        return value;
    }

    /// <summary>Moves against the gradient of the loss with respect to the head's value.</summary>
    public void Step(PromptVector x, double gradient)
    {
        var g = (float)gradient * x.Norm;
        foreach (var b in x.Hashed)
        {
            var step = g + (_decay * Hashed[b]);
            _squares[b] += step * step;
            Hashed[b] -= _rate * step / (MathF.Sqrt(_squares[b]) + 1e-3f);
        }

        for (var f = 0; f < Form.Length; f++)
        {
            var step = (float)gradient * x.Form[f];
            _formSquares[f] += step * step;
            Form[f] -= 0.3f * _rate * step / (MathF.Sqrt(_formSquares[f]) + 1e-3f);
        }
    }
}
