using System.Globalization;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Difficulty;

/// <summary>Measures the benefit heads where they have seen nothing alike: subjects of MMLU left out, GSM8K in five folds.</summary>
internal static class BenefitStudy
{
    public static IEnumerable<string> Lines(List<(PromptVector X, JudgedPrompt P)> all, int buckets, int seed)
    {
        yield return "| held out | n | policy | APGR | CPT50 | CPT80 |";
        yield return "|---|---|---|---|---|---|";
        var mmlu = all.Where(x => x.P.Group.StartsWith("mmlu", StringComparison.Ordinal)).ToList();
        var subjects = mmlu.Select(x => x.P.Group).Distinct().Order(StringComparer.Ordinal).ToList();
        var bySubject = Enumerable.Range(0, 6).SelectMany(f => Fold(all, x => x.P.Group.StartsWith("mmlu", StringComparison.Ordinal) && subjects.IndexOf(x.P.Group) % 6 == f, buckets, seed)).ToList();
        foreach (var line in Rows("MMLU, subjects left out (6 groups)", bySubject, seed))
            yield return line;
        var inside = Enumerable.Range(0, 5).SelectMany(f => Fold(all, x => x.P.Group.StartsWith("mmlu", StringComparison.Ordinal) && Part(x.P.Prompt) == f, buckets, seed)).ToList();
        foreach (var line in Rows("MMLU, 5 folds", inside, seed))
            yield return line;
        var gsm = Enumerable.Range(0, 5).SelectMany(f => Fold(all, x => x.P.Group == "gsm8k" && Part(x.P.Prompt) == f, buckets, seed)).ToList();
        foreach (var line in Rows("GSM8K, 5 folds", gsm, seed))
            yield return line;
    }

    static IEnumerable<(double Score, JudgedPrompt P)> Fold(List<(PromptVector X, JudgedPrompt P)> all, Func<(PromptVector X, JudgedPrompt P), bool> held, int buckets, int seed)
    {
        var heads = BenefitHeads.Train(all.Where(x => !held(x)).ToList(), buckets, seed);
        return all.Where(held).Select(x => (heads.Benefit(x.X), x.P));
    }

    static IEnumerable<string> Rows(string name, List<(double Score, JudgedPrompt P)> prompts, int seed)
    {
        yield return Row(name, prompts.Count, "random", prompts.Select(_ => 0.0), prompts, seed);
        yield return Row(name, prompts.Count, "prompt length", prompts.Select(p => (double)p.P.Prompt.Length), prompts, seed);
        yield return Row(name, prompts.Count, "**this estimator**", prompts.Select(p => p.Score), prompts, seed);
        yield return Row(name, prompts.Count, "oracle", prompts.Select(p => p.P.Strong - p.P.Weak), prompts, seed);
    }

    static string Row(string name, int n, string policy, IEnumerable<double> scores, List<(double Score, JudgedPrompt P)> prompts, int seed)
    {
        var items = scores.Zip(prompts, (s, p) => (s, p.P.Weak, p.P.Strong)).ToList();
        var m = RoutingMeasures.Mean([.. Enumerable.Range(0, 20).Select(i => RoutingMeasures.Of(items, new Random(seed + i)))]);
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {n} | {policy} | {m.Apgr:F3} | {m.Cpt50:P1} | {m.Cpt80:P1} |").Replace(" %", "%", StringComparison.Ordinal);
    }

    static int Part(string prompt)
    {
        var h = 17u;
        foreach (var c in prompt)
            h = (h * 31) + c;
        return (int)((h ^ (h >> 16)) % 5);
    }
}
