using System.Globalization;
using System.Text;
using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Publishing;

namespace Orchestrator.Training.Taggers;

/// <summary>What seeds, distillation, pruning and fewer bits change, each measured through the runtime on the texts that are judged.</summary>
internal static class TaggerComparison
{
    /// <summary>A table of mean and spread over the seeds, and one of the steps on the way.</summary>
    public static string Of(TaggerPlan plan, string work, string stem, Func<byte[], TaggerModel> load)
    {
        var seeds = Enumerable.Range(0, 9).Select(i => $"{stem}-{i}").TakeWhile(n => File.Exists(Path.Combine(work, "weights", n + ".json"))).ToList();
        if (seeds.Count < 2)
            return "";
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"\n## {seeds.Count} seeds\n\nMean, and behind it the distance between the best and the worst.\n\n| held-out set | intent | slot F1 | exact |\n|---|---|---|---|\n"));
        var measured = seeds.Select(n => Scores(n, 8)).ToList();
        for (var s = 0; s < measured[0].Count; s++)
        {
            var set = measured.Select(m => m[s]).ToList();
            text.Append(CultureInfo.InvariantCulture, $"| {set[0].Name} | {Spread(set, m => m.Intent)} | {Spread(set, m => m.SlotF1)} | {Spread(set, m => m.Exact)} |\n");
        }

        text.Append("\n## What the steps cost and gained\n\nExact matches of the first seed. Bytes count the file.\n\n| | bytes | ").AppendJoin(" | ", measured[0].Select(m => m.Name)).Append(" |\n|---|---|").AppendJoin("", measured[0].Select(_ => "---|")).Append('\n');
        foreach (var (name, weights, bits) in new[] { ("on its own, int8", stem + "-alone", 8), ("learnt from three teachers, fp32", seeds[0], 32), ("the same, int8 (ships)", seeds[0], 8), ("the same, int4 (in bytes)", seeds[0], 4), ("384 inner channels cut to 256 on the way, int8", stem + "-pruned", 8) })
        {
            if (!File.Exists(Path.Combine(work, "weights", weights + ".json")))
                continue;
            var bytes = TaggerExport.Write(TrainedWeights.Read(work, weights), plan, bits);
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {(bits == 4 ? "–" : (bytes.Length / 1e6).ToString("F2", CultureInfo.InvariantCulture) + " MB")} | ").AppendJoin(" | ", Scores(weights, bits).Select(m => m.Exact.ToString("P1", CultureInfo.InvariantCulture).Replace(" %", "%", StringComparison.Ordinal))).Append(" |\n");
        }

        return text.ToString();

        static string Spread(List<SetScore> set, Func<SetScore, double> of) => string.Create(CultureInfo.InvariantCulture, $"{set.Average(of):F3} ± {set.Max(of) - set.Min(of):F3}");

        IReadOnlyList<SetScore> Scores(string name, int bits)
        {
            using var model = load(TaggerExport.Write(TrainedWeights.Read(work, name), plan, bits));
            return TaggerEvaluation.Compare(model, plan);
        }
    }
}
