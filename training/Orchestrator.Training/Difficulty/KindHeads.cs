namespace Orchestrator.Training.Difficulty;

/// <summary>Three heads with a softmax over nano, mini and cloud.</summary>
internal sealed class KindHeads
{
    readonly LinearHead[] _heads;

    KindHeads(int buckets) => _heads = [.. Enumerable.Range(0, 3).Select(_ => new LinearHead(buckets, 0.08f, 1e-5f))];

    public IReadOnlyList<LinearHead> Heads => _heads;

    public static KindHeads Train(IReadOnlyList<(PromptVector X, int Kind)> prompts, int buckets, int seed, int epochs = 4)
    {
        var kinds = new KindHeads(buckets);
        var random = new Random(seed);
        var order = prompts.ToArray();
        Span<double> p = stackalloc double[3];
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var (x, kind) in order)
            {
                kinds.Probabilities(x, 1, p);
                for (var h = 0; h < 3; h++)
                    kinds._heads[h].Step(x, p[h] - (h == kind ? 1 : 0));
            }
        }

        return kinds;
    }

    public void Probabilities(PromptVector x, double temperature, Span<double> p)
    {
        for (var h = 0; h < 3; h++)
            p[h] = _heads[h].Value(x) / temperature;
        var max = Math.Max(p[0], Math.Max(p[1], p[2]));
        var sum = 0.0;
        for (var h = 0; h < 3; h++)
            sum += p[h] = Math.Exp(p[h] - max);
        for (var h = 0; h < 3; h++)
            p[h] /= sum;
    }
}
