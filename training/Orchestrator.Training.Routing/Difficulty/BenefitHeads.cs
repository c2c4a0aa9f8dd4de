using Orchestrator.Routing.Difficulty;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Difficulty;

/// <summary>
/// Two heads, P(strong right) and P(weak right), trained on questions whose outcomes are known. The form of a question is learned
/// first, drawn towards nothing, for it carries over to subjects never seen; words then correct it. A head is the mean of several that saw
/// the prompts in other orders: what the order alone did to one of them goes, and the mean of linear heads is one.
/// </summary>
internal sealed class BenefitHeads
{
    const int FormEpochs = 12, WordEpochs = 3;
    const int Orders = 8;
    const double FormRate = 0.05, FormDecay = 1e-3, WordRate = 0.1, WordDecay = 1e-2;

    BenefitHeads(BenefitHead strong, BenefitHead weak) => (Strong, Weak) = (strong, weak);

    public BenefitHead Strong { get; }

    public BenefitHead Weak { get; }

    public static BenefitHeads Train(IReadOnlyList<(PromptVector X, JudgedPrompt P)> prompts, int buckets, int seed)
    {
        var scale = FormScale.Of(prompts.Where(p => p.P.Weight >= 1).Select(p => p.X));
        return new(
            Mean([.. prompts.Select(p => new Example(p.X, p.P.Strong, p.P.Weight))], scale, buckets, seed),
            Mean([.. prompts.Select(p => new Example(p.X, p.P.Weak, p.P.Weight))], scale, buckets, seed + 7));
    }

    public double StrongRight(PromptVector x) => Sigmoid(Strong.Value(x));

    public double WeakRight(PromptVector x) => Sigmoid(Weak.Value(x));

    public double Benefit(PromptVector x) => StrongRight(x) - WeakRight(x);

    static BenefitHead Mean(Example[] prompts, FormScale scale, int buckets, int seed)
    {
        var mean = new BenefitHead(new float[buckets], new float[PromptFeatures.FormCount]);
        for (var order = 0; order < Orders; order++)
        {
            var head = Head(prompts, scale, buckets, seed + (1000 * order));
            Add(head.Hashed, mean.Hashed);
            Add(head.Form, mean.Form);
        }

        return mean;

        static void Add(float[] part, float[] sum)
        {
            for (var i = 0; i < sum.Length; i++)
                sum[i] += part[i] / Orders;
        }
    }

    static BenefitHead Head(Example[] prompts, FormScale scale, int buckets, int seed)
    {
        var form = new double[PromptFeatures.FormCount];
        var scaled = prompts.ToDictionary(p => p.X, p => scale.Apply(p.X.Form));
        Descend(prompts, FormEpochs, new Random(seed), (p, left) =>
        {
            var x = scaled[p.X];
            var sum = 0.0;
            for (var f = 0; f < form.Length; f++)
                sum += form[f] * x[f];
            var step = FormRate * left * p.Weight;
            var error = Sigmoid(sum) - p.Right;
            for (var f = 0; f < form.Length; f++)
                form[f] -= step * ((error * x[f]) + (f == 0 ? 0 : FormDecay * form[f]));
        });
        var head = new BenefitHead(new float[buckets], scale.Unscale(form));
        Descend(prompts, WordEpochs, new Random(seed + 1), (p, left) =>
        {
            var rate = (float)(WordRate * left * p.Weight);
            var gradient = (float)(Sigmoid(head.Value(p.X)) - p.Right) * p.X.Norm;
            foreach (var b in p.X.Hashed)
                head.Hashed[b] -= rate * (gradient + ((float)WordDecay * head.Hashed[b]));
        });
        return head;
    }

    /// <summary>Visits all prompts in a new order each epoch; the share of the way still left falls from 1 to 0.</summary>
    static void Descend(Example[] prompts, int epochs, Random random, Action<Example, double> step)
    {
        var order = prompts.ToArray();
        var all = (double)epochs * order.Length;
        var done = 0;
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var prompt in order)
                step(prompt, 1 - (done++ / all));
        }
    }

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    readonly record struct Example(PromptVector X, double Right, double Weight);
}
