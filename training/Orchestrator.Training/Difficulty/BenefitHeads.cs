using Orchestrator.Training.Data;

namespace Orchestrator.Training.Difficulty;

/// <summary>Two heads, P(strong right) and P(weak right), trained on prompts whose outcomes are known.</summary>
internal sealed class BenefitHeads
{
    readonly LinearHead _strong;
    readonly LinearHead _weak;

    BenefitHeads(int buckets)
    {
        _strong = new LinearHead(buckets, 0.06f, 0.002f);
        _weak = new LinearHead(buckets, 0.06f, 0.002f);
    }

    public LinearHead Strong => _strong;

    public LinearHead Weak => _weak;

    public static BenefitHeads Train(IReadOnlyList<(PromptVector X, JudgedPrompt P)> prompts, int buckets, int seed, int epochs = 6)
    {
        var heads = new BenefitHeads(buckets);
        var random = new Random(seed);
        var order = prompts.ToArray();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var (x, p) in order)
            {
                heads._strong.Step(x, Sigmoid(heads._strong.Value(x)) - p.Strong);
                heads._weak.Step(x, Sigmoid(heads._weak.Value(x)) - p.Weak);
            }
        }

        return heads;
    }

    public double Benefit(PromptVector x) => Sigmoid(_strong.Value(x)) - Sigmoid(_weak.Value(x));

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
