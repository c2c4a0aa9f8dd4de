namespace Orchestrator.Load;

internal static class Percentiles
{
    /// <summary>The value below which a share of the values lies; NaN for none.</summary>
    public static double Of(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * share) - 1, 0, sorted.Length - 1)];
    }

    public static double Median(IEnumerable<double> values) => Of(values, 0.5);
}
