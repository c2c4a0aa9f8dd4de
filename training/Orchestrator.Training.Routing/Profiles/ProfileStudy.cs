using System.Globalization;
using System.Text;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Routing.Profiles;
using Orchestrator.Training.Data;
using Orchestrator.Training.Difficulty;
using Orchestrator.Training.Report;

namespace Orchestrator.Training.Profiles;

/// <summary>
/// How good a model is that joins from some scored prompts, against a head that was trained on all of them: both models of each pair join
/// anew. The estimator and its groups have seen no outcome of the set that is judged: its heads learn from the other sets alone.
/// </summary>
internal sealed class ProfileStudy(string data)
{
    const int Buckets = 1 << 16;
    static readonly int[] Sizes = [100, 200, 400];

    public string Run(int seeds)
    {
        List<JudgedPrompt> judged = [.. RoutingSets.Mmlu(data), .. RoutingSets.Gsm8k(data)];
        var general = RoutingSets.General(data, judged);
        var text = new StringBuilder("| set | of each model known | APGR | Brier, weak | Brier, strong | ECE, both |\n|---|---|---|---|---|---|\n");
        Set(text, "MMLU, rows", [.. judged.Where(p => p.Group != "gsm8k")], [.. general.Select(p => p with { Weight = 1 }), .. judged.Where(p => p.Group == "gsm8k")], seeds);
        Set(text, "GSM8K, rows", [.. judged.Where(p => p.Group == "gsm8k")], [.. general.Select(p => p with { Weight = 1 }), .. judged.Where(p => p.Group != "gsm8k")], seeds);
        Set(text, "14 tasks, rows", [.. general], [.. judged], seeds);
        return text.ToString();
    }

    static void Set(StringBuilder text, string name, List<JudgedPrompt> set, List<JudgedPrompt> others, int seeds)
    {
        var rows = new Dictionary<string, List<double[]>>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var known = others.Select(p => (X: new PromptVector(p.Prompt, Buckets), P: p)).ToList();
            var heads = BenefitHeads.Train(known, Buckets, seed);
            var all = set.Select(p => (X: new PromptVector(p.Prompt, Buckets), P: p)).ToList();
            var clusters = ClusterTrainer.Train([.. known.Select(k => k.X), .. all.Select(a => a.X)], Buckets, seed);
            var held = all.Where(a => Folds.OfPrompt(a.P.Prompt, 5, seed) == 0).ToList();
            var pool = all.Where(a => Folds.OfPrompt(a.P.Prompt, 5, seed) != 0).ToArray();
            new Random(seed).Shuffle(pool);
            DifficultyEstimate See(PromptVector x) => new(0, 0, 1, 0) { Strong = heads.StrongRight(x), Weak = heads.WeakRight(x), Group = clusters.Of(x.Hashed, x.Form) };
            Add("nothing, the estimator of other sets", x => heads.WeakRight(x), x => heads.StrongRight(x));
            foreach (var size in Sizes)
            {
                var scored = pool.Take(size).Select(p => (Prompt: See(p.X), p.P)).ToList();
                var weak = ProfileFit.Of("weak", "", [.. scored.Select(s => (s.Prompt, s.P.Weak))]);
                var strong = ProfileFit.Of("strong", "", [.. scored.Select(s => (s.Prompt, s.P.Strong))]);
                Add($"{size} scored prompts", x => weak.Quality(See(x)), x => strong.Quality(See(x)));
            }

            var trained = BenefitHeads.Train([.. known, .. pool.Select(p => (p.X, p.P with { Weight = 1 }))], Buckets, seed);
            Add("a head trained on the other four fifths", trained.WeakRight, trained.StrongRight);

            void Add(string what, Func<PromptVector, double> weak, Func<PromptVector, double> strong)
            {
                var seen = held.Select(h => (h.P, Weak: weak(h.X), Strong: strong(h.X))).ToList();
                var apgr = Enumerable.Range(0, 5).Average(i => RoutingMeasures.Of([.. seen.Select(s => (s.Strong - s.Weak, s.P.Weak, s.P.Strong))], new Random((100 * seed) + i)).Apgr);
                if (!rows.TryGetValue(what, out var runs))
                    rows[what] = runs = [];
                runs.Add([
                    apgr,
                    seen.Average(s => (s.Weak - s.P.Weak) * (s.Weak - s.P.Weak)),
                    seen.Average(s => (s.Strong - s.P.Strong) * (s.Strong - s.P.Strong)),
                    Calibration.Error([.. seen.Select(s => (s.Weak, s.P.Weak)), .. seen.Select(s => (s.Strong, s.P.Strong))]),
                ]);
            }
        }

        foreach (var (what, runs) in rows)
        {
            double Mean(int i) => runs.Average(r => r[i]);
            text.Append(CultureInfo.InvariantCulture, $"| {name} ({set.Count / 5} held out) | {what} | {Mean(0):F3} | {Mean(1):F3} | {Mean(2):F3} | {Mean(3):F3} |\n");
        }
    }
}
