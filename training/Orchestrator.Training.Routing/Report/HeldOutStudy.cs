using System.Globalization;
using System.Text;
using Orchestrator.Training.Data;
using Orchestrator.Training.Difficulty;

namespace Orchestrator.Training.Report;

/// <summary>What the estimator does on prompts it has not seen, beside random, prompt length and oracle, over several seeds.</summary>
internal sealed class HeldOutStudy(string name, IReadOnlyList<(PromptVector X, JudgedPrompt P)> all, Func<int, Func<JudgedPrompt, int>> folds, Func<JudgedPrompt, bool> judged)
{
    static readonly string[] Policies = ["random", "prompt length", "**estimator**", "oracle"];

    public string Run(int foldCount, int buckets, int seeds)
    {
        var measures = Policies.Select(_ => new List<RoutingMeasures>()).ToArray();
        var strong = new List<(double P, double Right)>();
        var weak = new List<(double P, double Right)>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var held = Predict(folds(seed), foldCount, buckets, seed);
            strong.AddRange(held.Select(h => (h.Strong, h.P.Strong)));
            weak.AddRange(held.Select(h => (h.Weak, h.P.Weak)));
            Func<Held, double>[] scores = [_ => 0, h => h.P.Prompt.Length, h => h.Strong - h.Weak, h => h.P.Strong - h.P.Weak];
            for (var p = 0; p < scores.Length; p++)
                measures[p].Add(RoutingMeasures.Mean([.. Enumerable.Range(0, 10).Select(i => RoutingMeasures.Of([.. held.Select(h => (scores[p](h), h.P.Weak, h.P.Strong))], new Random((100 * seed) + i)))]));
        }

        return Text(measures, strong, weak, all.Count(x => judged(x.P)));
    }

    List<Held> Predict(Func<JudgedPrompt, int> fold, int foldCount, int buckets, int seed)
    {
        var held = new List<Held>();
        for (var f = 0; f < foldCount; f++)
        {
            var heads = BenefitHeads.Train([.. all.Where(x => !judged(x.P) || fold(x.P) != f)], buckets, seed);
            held.AddRange(all.Where(x => judged(x.P) && fold(x.P) == f).Select(x => new Held(x.P, heads.StrongRight(x.X), heads.WeakRight(x.X))));
        }

        return held;
    }

    string Text(List<RoutingMeasures>[] measures, List<(double P, double Right)> strong, List<(double P, double Right)> weak, int n)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"### {name} (n = {n}, {measures[0].Count} seeds)\n\n| policy | APGR | spread | CPT50 | CPT80 | PGR at 10, 20, 30, 40, 50, 60, 70, 80, 90 % strong |\n|---|---|---|---|---|---|\n");
        for (var p = 0; p < Policies.Length; p++)
        {
            var m = RoutingMeasures.Mean(measures[p]);
            var spread = Math.Sqrt(measures[p].Average(x => Math.Pow(x.Apgr - m.Apgr, 2)));
            text.Append(CultureInfo.InvariantCulture, $"| {Policies[p]} | {m.Apgr:F3} | ±{spread:F3} | {100 * m.Cpt50:F1}% | {100 * m.Cpt80:F1}% | {string.Join(' ', m.Curve.Select(v => v.ToString("F2", CultureInfo.InvariantCulture)))} |\n");
        }

        return text.Append('\n').Append(Calibration.Table("strong right", strong)).Append('\n').Append(Calibration.Table("weak right", weak)).ToString();
    }

    sealed record Held(JudgedPrompt P, double Strong, double Weak);
}
