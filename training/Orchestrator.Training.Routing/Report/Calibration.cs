using System.Globalization;
using System.Text;

namespace Orchestrator.Training.Report;

/// <summary>How far promised probabilities are from what came true.</summary>
internal static class Calibration
{
    /// <summary>Expected calibration error over ten equal bins.</summary>
    public static double Error(IReadOnlyCollection<(double P, double Right)> all) =>
        Bins(all).Sum(b => b.Count() * Math.Abs(b.Average(x => x.P) - b.Average(x => x.Right))) / all.Count;

    public static string Table(string what, IReadOnlyCollection<(double P, double Right)> all)
    {
        var bins = Bins(all).ToList();
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"P({what}), ECE {Error(all):F3}: promised → true (share of prompts): ");
        return text.AppendJoin(", ", bins.Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Average(x => x.P):F2} → {b.Average(x => x.Right):F2} ({100.0 * b.Count() / all.Count:F0}%)"))).Append('\n').ToString();
    }

    static IEnumerable<IGrouping<int, (double P, double Right)>> Bins(IEnumerable<(double P, double Right)> all) =>
        all.GroupBy(x => Math.Min(9, (int)(10 * x.P))).OrderBy(g => g.Key);
}
