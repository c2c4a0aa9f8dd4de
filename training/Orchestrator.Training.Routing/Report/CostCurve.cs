namespace Orchestrator.Training.Report;

/// <summary>Quality a policy reaches for a mean cost; between two of its points a mixture of both is reached.</summary>
internal static class CostCurve
{
    /// <summary>Mean quality over all budgets between the cheapest and the dearest tier.</summary>
    public static double Area(IEnumerable<(double Cost, double Quality)> points, double from, double to)
    {
        const int Steps = 200;
        var hull = Hull(points);
        return Enumerable.Range(0, Steps + 1).Average(i => At(hull, from + ((to - from) * i / Steps)));
    }

    static List<(double Cost, double Quality)> Hull(IEnumerable<(double Cost, double Quality)> points)
    {
        var hull = new List<(double Cost, double Quality)>();
        foreach (var p in points.OrderBy(p => p.Cost).ThenByDescending(p => p.Quality))
        {
            if (hull.Count > 0 && p.Quality <= hull[^1].Quality)
                continue;
            while (hull.Count > 1 && Slope(hull[^2], hull[^1]) <= Slope(hull[^2], p))
                hull.RemoveAt(hull.Count - 1);
            hull.Add(p);
        }

        return hull;
    }

    static double At(List<(double Cost, double Quality)> hull, double budget)
    {
        var next = hull.FindIndex(p => p.Cost > budget);
        if (next == 0)
            return hull[0].Quality;
        if (next < 0)
            return hull[^1].Quality;
        return hull[next - 1].Quality + (Slope(hull[next - 1], hull[next]) * (budget - hull[next - 1].Cost));
    }

    static double Slope((double Cost, double Quality) a, (double Cost, double Quality) b) => (b.Quality - a.Quality) / Math.Max(1e-12, b.Cost - a.Cost);
}
