namespace Orchestrator.Load.Probing;

/// <summary>A histogram's buckets for durations in microseconds, each 2 % wider than the one before.</summary>
internal static class DurationBuckets
{
    public const int Count = 900;
    private const double Growth = 1.02;
    private static readonly double s_log = Math.Log(Growth);

    public static int Of(double microseconds) => microseconds <= 1 ? 0 : Math.Min((int)(Math.Log(microseconds) / s_log) + 1, Count - 1);

    /// <summary>The value below which a share of the counted durations lies; NaN when nothing was counted.</summary>
    public static double Percentile(IReadOnlyList<long> counts, double share)
    {
        var wanted = counts.Sum() * share;
        if (wanted == 0)
            return double.NaN;
        var seen = 0L;
        for (var i = 0; i < counts.Count; i++)
        {
            seen += counts[i];
            if (seen >= wanted)
                return Math.Pow(Growth, i - 0.5);
        }

        return double.NaN;
    }
}
