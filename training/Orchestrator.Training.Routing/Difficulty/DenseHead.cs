namespace Orchestrator.Training.Difficulty;

/// <summary>A seeded logistic regression over a few numbers.</summary>
internal sealed class DenseHead
{
    const double Rate = 0.05, Decay = 1e-3;
    readonly double[] _weights;

    DenseHead(int width) => _weights = new double[width];

    public IReadOnlyList<double> Weights => _weights;

    public static DenseHead Train(IReadOnlyList<(double[] X, double Right)> rows, int seed, int epochs = 30)
    {
        var head = new DenseHead(rows[0].X.Length);
        var random = new Random(seed);
        var order = rows.ToArray();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            var rate = Rate * (1 - (epoch / (double)epochs));
            foreach (var (x, right) in order)
            {
                var error = head.Probability(x) - right;
                for (var i = 0; i < x.Length; i++)
                    head._weights[i] -= rate * ((error * x[i]) + (Decay * head._weights[i]));
            }
        }

        return head;
    }

    public double Probability(double[] x)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += _weights[i] * x[i];
        return 1 / (1 + Math.Exp(-sum));
    }
}
