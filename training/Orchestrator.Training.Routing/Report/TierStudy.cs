using System.Globalization;
using System.Text;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Training.Data;
using Orchestrator.Training.Difficulty;

namespace Orchestrator.Training.Report;

/// <summary>
/// Three tiers on ZeroEval's sets, rows held out: what is chosen from the prompt alone, and what a cascade gains that sees
/// the answers of the two small models first and pays for both.
/// </summary>
internal sealed class TierStudy(IReadOnlyList<TieredPrompt> all)
{
    const int FoldCount = 5;
    const double Alpha = 0.1;

    /// <summary>Cost of an answer of each tier, the cloud's being 1: an assumption in the order of list prices, not a measurement.</summary>
    static readonly double[] Costs = [0.02, 0.1, 1];

    public string Run(int seeds)
    {
        var text = new StringBuilder($"### ZeroEval, three tiers, rows held out (n = {all.Count}, {seeds} seeds; nano {TieredPrompt.Models[0]}, mini {TieredPrompt.Models[1]}, cloud {TieredPrompt.Models[2]})\n\n");
        text.Append("Mean quality over all budgets; an answer costs 0.02, 0.1 and 1. The share is (policy − random) / (oracle − random).\n\n| set | random | prompt length | from the prompt | with cascade | oracle | share, prompt | share, cascade |\n|---|---|---|---|---|---|---|---|\n");
        var runs = Enumerable.Range(1, seeds).Select(Predict).ToList();
        foreach (var set in all.Select(p => p.Group).Distinct().Append("both"))
            text.Append(Row(set, [.. runs.Select(r => r.Where(h => set == "both" || h.P.Group == set).ToList())]));
        text.Append(CultureInfo.InvariantCulture, $"\nMini's answer is accepted where its confidence, fitted on half of the training rows, passes a threshold taken a set from the other half so that (wrong + 1) / (accepted + 1) ≤ {Alpha}:\n\n| set | accepted | wrong among them |\n|---|---|---|\n");
        foreach (var set in all.Select(p => p.Group).Distinct())
        {
            var held = runs.SelectMany(r => r).Where(h => h.P.Group == set).ToList();
            var accepted = held.Where(h => h.Accepted).ToList();
            text.Append(CultureInfo.InvariantCulture, $"| {set} | {100.0 * accepted.Count / held.Count:F1}% | {(accepted.Count == 0 ? "none accepted" : $"{100 * accepted.Average(h => 1 - h.P.Right[1]):F1}%")} |\n");
        }

        return text.ToString();
    }

    List<Held> Predict(int seed)
    {
        var held = new List<Held>();
        for (var f = 0; f < FoldCount; f++)
        {
            var train = all.Where(p => Folds.OfPrompt(p.Prompt, FoldCount, seed) != f).ToList();
            var before = Enumerable.Range(0, 3).Select(m => DenseHead.Train([.. train.Select(p => (Before(p), p.Right[m]))], seed)).ToArray();
            var after = Enumerable.Range(0, 3).Select(m => DenseHead.Train([.. train.Select(p => (After(p), p.Right[m]))], seed)).ToArray();
            var fit = train.Where(p => Folds.OfPrompt(p.Prompt, 2, seed + 1000) == 0).ToList();
            var confidence = DenseHead.Train([.. fit.Select(p => (After(p), p.Right[1]))], seed);
            var thresholds = train.Except(fit).GroupBy(p => p.Group).ToDictionary(g => g.Key, g => Threshold([.. g.Select(p => (confidence.Probability(After(p)), p.Right[1]))]));
            held.AddRange(all.Where(p => Folds.OfPrompt(p.Prompt, FoldCount, seed) == f).Select(p => new Held(
                p, [.. before.Select(h => h.Probability(Before(p)))], [.. after.Select(h => h.Probability(After(p)))], confidence.Probability(After(p)) >= thresholds[p.Group])));
        }

        return held;
    }

    static string Row(string set, List<List<Held>> runs)
    {
        var areas = runs.Select(held =>
        {
            var tiers = Enumerable.Range(0, 3).Select(t => (Costs[t], held.Average(h => h.P.Right[t]))).ToList();
            var longest = held.OrderByDescending(h => h.P.Prompt.Length).Select((h, i) => (h, i)).ToDictionary(x => x.h, x => x.i / (double)held.Count);
            var chosen = Sweep(held, h => h.Before);
            double[] areas =
            [
                Area(tiers),
                Area([.. tiers, .. Enumerable.Range(0, 21).SelectMany(c => Enumerable.Range(0, 2).Select(t => Point(held, h => longest[h] < c / 20.0 ? 2 : t)))]),
                Area([.. tiers, .. chosen]),
                Area([.. tiers, .. chosen, .. Cascade(held)]),
                Area(Sweep(held, h => h.P.Right)),
            ];
            return areas;
        }).ToList();
        var mean = Enumerable.Range(0, 5).Select(i => areas.Average(a => a[i])).ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"| {set} | {mean[0]:F3} | {mean[1]:F3} | {mean[2]:F3} | {mean[3]:F3} | {mean[4]:F3} | {Share(areas, 2)} | {Share(areas, 3)} |\n");
    }

    static string Share(List<double[]> areas, int policy)
    {
        var shares = areas.Select(a => (a[policy] - a[0]) / (a[4] - a[0])).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{100 * shares.Average():F0}% ± {100 * Math.Sqrt(shares.Average(s => Math.Pow(s - shares.Average(), 2))):F0}");
    }

    /// <summary>For each price of cost, the tier with the best expected quality less cost.</summary>
    static IEnumerable<(double Cost, double Quality)> Sweep(List<Held> held, Func<Held, double[]> expected) =>
        Prices().Select(price => Point(held, h => Enumerable.Range(0, 3).MaxBy(t => expected(h)[t] - (price * Costs[t]))));

    /// <summary>Both small models answer and are paid; the better of them is kept unless the cloud's gain is worth its price.</summary>
    static IEnumerable<(double Cost, double Quality)> Cascade(List<Held> held) => Prices().Select(price =>
    {
        var choice = held.Select(h => (h, Tier: h.After[2] - Math.Max(h.After[0], h.After[1]) > price ? 2 : h.After[0] > h.After[1] ? 0 : 1)).ToList();
        return (choice.Average(c => Costs[0] + Costs[1] + (c.Tier == 2 ? Costs[2] : 0)), choice.Average(c => c.h.P.Right[c.Tier]));
    });

    static (double Cost, double Quality) Point(List<Held> held, Func<Held, int> tier) => (held.Average(h => Costs[tier(h)]), held.Average(h => h.P.Right[tier(h)]));

    static IEnumerable<double> Prices() => Enumerable.Range(0, 80).Select(i => 0.001 * Math.Pow(1.12, i)).Prepend(0);

    static double Area(IEnumerable<(double Cost, double Quality)> points) => CostCurve.Area(points, Costs[0], Costs[2]);

    static double Threshold(List<(double P, double Right)> rows)
    {
        var (threshold, wrong, accepted) = (double.PositiveInfinity, 0.0, 0);
        foreach (var (p, right) in rows.OrderByDescending(r => r.P))
        {
            accepted++;
            wrong += 1 - right;
            if ((wrong + 1) / (accepted + 1) <= Alpha)
                threshold = p;
        }

        return threshold;
    }

    static double[] Before(TieredPrompt p)
    {
        var form = new float[PromptFeatures.FormCount];
        PromptFeatures.Form(p.Prompt, form);
        return [.. form.Select(x => (double)x), p.Group == "crux" ? 1 : 0];
    }

    static double[] After(TieredPrompt p)
    {
        double agree = p.Answers[0].Length > 0 && p.Answers[0] == p.Answers[1] ? 1 : 0;
        double crux = p.Group == "crux" ? 1 : 0;
        return [.. Before(p), agree, agree * crux, Math.Log(1 + p.Characters[0]) / 6, Math.Log(1 + p.Characters[1]) / 6, p.Answers[1].Length == 0 ? 1 : 0, Math.Log(1 + p.Answers[1].Length) / 3];
    }

    sealed record Held(TieredPrompt P, double[] Before, double[] After, bool Accepted);
}
