namespace Orchestrator.Training.Difficulty;

/// <summary>RouteLLM's measures (arXiv 2406.18665): how much of the gap between weak and strong a router recovers.</summary>
/// <param name="Apgr">Mean share of the gap recovered over strong-call rates 0..1.</param>
/// <param name="Cpt50">Least share of strong calls that recovers half the gap.</param>
/// <param name="Cpt80">Least share of strong calls that recovers four fifths of it.</param>
/// <param name="Curve">Share recovered at strong-call rates 0.1, 0.2, … 0.9.</param>
internal sealed record RoutingMeasures(double Apgr, double Cpt50, double Cpt80, IReadOnlyList<double> Curve)
{
    /// <summary>Prompts with the largest score go to the strong model first; ties are broken at random.</summary>
    public static RoutingMeasures Of(IReadOnlyList<(double Score, double Weak, double Strong)> prompts, Random random)
    {
        var order = prompts.Select(p => (p, Tie: random.NextDouble())).OrderByDescending(x => x.p.Score).ThenBy(x => x.Tie).Select(x => x.p).ToArray();
        var gap = order.Sum(p => p.Strong - p.Weak);
        var n = order.Length;
        var (area, recovered, previous) = (0.0, 0.0, 0.0);
        double? half = null, most = null;
        var curve = new double[9];
        for (var i = 0; i < n; i++)
        {
            recovered += (order[i].Strong - order[i].Weak) / gap;
            area += (recovered + previous) / 2 / n;
            if (half is null && recovered >= 0.5)
                half = (i + 1.0) / n;
            if (most is null && recovered >= 0.8)
                most = (i + 1.0) / n;
            for (var d = 1; d <= 9; d++)
                curve[d - 1] = 10 * (i + 1) <= d * n ? recovered : curve[d - 1];
            previous = recovered;
        }

        return new RoutingMeasures(area, half ?? 1, most ?? 1, curve);
    }

    public static RoutingMeasures Mean(IReadOnlyCollection<RoutingMeasures> all) => new(all.Average(m => m.Apgr), all.Average(m => m.Cpt50), all.Average(m => m.Cpt80), [.. Enumerable.Range(0, 9).Select(d => all.Average(m => m.Curve[d]))]);
}
