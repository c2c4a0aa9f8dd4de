using System.Globalization;
using System.Text;
using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Lexical;
using Orchestrator.Training.Publishing;

namespace Orchestrator.Training.Taggers;

/// <summary>What seeds, distillation, pruning and fewer bits change, each measured through the runtime on the texts that are judged.</summary>
internal static class TaggerComparison
{
    /// <summary>A table of mean and spread over the seeds, and one of the steps on the way.</summary>
    public static string Of(TaggerPlan plan, string work, string stem, Func<byte[], byte[]?, TaggerModel> load)
    {
        var seeds = Enumerable.Range(0, 9).Select(i => $"{stem}-{i}").TakeWhile(n => File.Exists(Path.Combine(work, "weights", n + ".json"))).ToList();
        if (seeds.Count < 2)
            return "";
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"\n## {seeds.Count} seeds\n\nMean, and behind it the distance between the best and the worst.\n\n| held-out set | intent | slot F1 | exact |\n|---|---|---|---|\n"));
        var measured = seeds.Select((n, i) => Scores(n, 8, 4, TrainedHead.Read(work, stem, i))).ToList();
        for (var s = 0; s < measured[0].Count; s++)
        {
            var set = measured.Select(m => m[s]).ToList();
            text.Append(CultureInfo.InvariantCulture, $"| {set[0].Name} | {Spread(set, m => m.Intent)} | {Spread(set, m => m.SlotF1)} | {Spread(set, m => m.Exact)} |\n");
        }

        text.Append("\n## What the steps cost and gained\n\nExact matches of the first seed. Bytes count the file.\n\n| | bytes | ").AppendJoin(" | ", measured[0].Select(m => m.Name)).Append(" |\n|---|---|").AppendJoin("", measured[0].Select(_ => "---|")).Append('\n');
        (string Name, string Weights, int Bits, int WordBits, byte[]? Head)[] steps =
        [
            ("on its own, int8", stem + "-alone", 8, 8, null), ("learnt from three teachers, fp32", seeds[0], 32, 32, null), ("the same, int8", seeds[0], 8, 8, null),
            ("the same, int4 (in bytes)", seeds[0], 4, 4, null), ("384 inner channels cut to 256 on the way, int8", stem + "-pruned", 8, 8, null),
            ("learnt from three teachers, int8, words in 4 bits", seeds[0], 8, 4, null), ("the same with the lexical head (ships)", seeds[0], 8, 4, TrainedHead.Read(work, stem, 0)),
        ];
        foreach (var (name, weights, bits, wordBits, head) in steps.Where(s => File.Exists(Path.Combine(work, "weights", s.Weights + ".json"))))
        {
            var bytes = TaggerExport.Write(TrainedWeights.Read(work, weights), plan, bits, wordBits).Length + (head?.Length ?? 0);
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {(bits == 4 ? "–" : (bytes / 1e6).ToString("F2", CultureInfo.InvariantCulture) + " MB")} | ").AppendJoin(" | ", Scores(weights, bits, wordBits, head).Select(m => m.Exact.ToString("P1", CultureInfo.InvariantCulture).Replace(" %", "%", StringComparison.Ordinal))).Append(" |\n");
        }

        return text.ToString();

        static string Spread(List<SetScore> set, Func<SetScore, double> of) => string.Create(CultureInfo.InvariantCulture, $"{set.Average(of):F3} ± {set.Max(of) - set.Min(of):F3}");

        IReadOnlyList<SetScore> Scores(string name, int bits, int wordBits, byte[]? head)
        {
            using var model = load(TaggerExport.Write(TrainedWeights.Read(work, name), plan, bits, wordBits), head);
            return TaggerEvaluation.Compare(model, plan, u => !HeldOut.IsForCalibration(u));
        }
    }
}
