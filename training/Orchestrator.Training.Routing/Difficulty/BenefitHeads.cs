using Orchestrator.Routing.Difficulty;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Difficulty;

/// <summary>
/// Two heads, P(strong right) and P(weak right), trained on exam questions whose outcomes are known. The form of a
/// question is learned first, for it carries over to subjects never seen; words then correct it, gently.
/// </summary>
internal sealed class BenefitHeads
{
    const int FormEpochs = 12, WordEpochs = 3;
    const double FormRate = 0.05, WordRate = 0.1, WordDecay = 1e-3;

    BenefitHeads(BenefitHead strong, BenefitHead weak) => (Strong, Weak) = (strong, weak);

    public BenefitHead Strong { get; }

    public BenefitHead Weak { get; }

    public static BenefitHeads Train(IReadOnlyList<(PromptVector X, JudgedPrompt P)> prompts, int buckets, int seed) =>
        new(Head([.. prompts.Select(p => (p.X, p.P.Strong))], buckets, seed), Head([.. prompts.Select(p => (p.X, p.P.Weak))], buckets, seed));

    public double StrongRight(PromptVector x) => Sigmoid(Strong.Value(x));

    public double WeakRight(PromptVector x) => Sigmoid(Weak.Value(x));

    public double Benefit(PromptVector x) => StrongRight(x) - WeakRight(x);

    static BenefitHead Head((PromptVector X, double Right)[] prompts, int buckets, int seed)
    {
        var head = new BenefitHead(new float[buckets], new float[PromptFeatures.FormCount]);
        Descend(prompts, FormEpochs, new Random(seed), (x, right, left) =>
        {
            var step = (float)(FormRate * left * (Sigmoid(head.FormValue(x)) - right));
            for (var f = 0; f < head.Form.Length; f++)
                head.Form[f] -= step * x.Form[f];
        });
        Descend(prompts, WordEpochs, new Random(seed + 1), (x, right, left) =>
        {
            var rate = (float)(WordRate * left);
            var gradient = (float)(Sigmoid(head.Value(x)) - right) * x.Norm;
            foreach (var b in x.Hashed)
                head.Hashed[b] -= rate * (gradient + ((float)WordDecay * head.Hashed[b]));
        });
        return head;
    }

    /// <summary>Visits all prompts in a new order each epoch; the share of the way still left falls from 1 to 0.</summary>
    static void Descend((PromptVector X, double Right)[] prompts, int epochs, Random random, Action<PromptVector, double, double> step)
    {
        var order = prompts.ToArray();
        var all = (double)epochs * order.Length;
        var done = 0;
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var (x, right) in order)
                step(x, right, 1 - (done++ / all));
        }
    }

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
