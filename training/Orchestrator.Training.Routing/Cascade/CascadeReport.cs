using System.Globalization;
using System.Text;
using Orchestrator.Routing.Cascade;
using Orchestrator.Training.Report;

namespace Orchestrator.Training.Cascade;

/// <summary>What a calibration keeps of answers that neither the probe nor the calibration saw.</summary>
internal static class CascadeReport
{
    static readonly double[] Rates = [0.02, 0.05, 0.1, 0.2];

    public static string Of(AnswerJudge judge, IReadOnlyList<JudgedAnswer> answers)
    {
        var seen = answers.Select(a => (a.Domain, a.Right, a.Agrees, Probability: judge.Probability(a.Signals))).Select(a => (a.Domain, a.Right, a.Agrees, a.Probability, Risk: judge.Risk(a.Domain, a.Probability))).ToList();
        var text = new StringBuilder("| domain | answers | right | asked error rate | kept | wrong and kept | wrong among the kept |\n|---|---|---|---|---|---|---|\n");
        foreach (var (name, part) in seen.GroupBy(a => a.Domain).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.ToList())).Append((AnswerDomain.All, seen)))
        {
            foreach (var rate in Rates)
                text.Append(Row(name, part.Count, part.Average(a => a.Right ? 1.0 : 0), rate, [.. part.Where(a => a.Risk.Alone <= rate).Select(a => a.Right)]));
        }

        foreach (var rate in judge.Agreed.Count == 0 ? [] : Rates)
        {
            var agreed = seen.Where(a => a.Agrees is true).ToList();
            if (agreed.Count > 0)
                text.Append(Row("both models agree", agreed.Count, agreed.Average(a => a.Right ? 1.0 : 0), rate, [.. agreed.Where(a => (a.Risk.Agreed ?? 1) <= rate).Select(a => a.Right)]));
        }

        return text.Append('\n').Append(Calibration.Table("right", [.. seen.Select(a => (a.Probability, a.Right ? 1.0 : 0))])).ToString();
    }

    static string Row(string name, int all, double right, double rate, List<bool> kept)
    {
        var wrong = kept.Count(r => !r);
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {all} | {100 * right:F1}% | {100 * rate:F0}% | {100.0 * kept.Count / all:F1}% | {100.0 * wrong / all:F1}% | {(kept.Count == 0 ? "none kept" : $"{100.0 * wrong / kept.Count:F1}%")} |\n");
    }
}
