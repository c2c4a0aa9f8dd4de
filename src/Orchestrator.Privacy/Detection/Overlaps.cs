namespace Orchestrator.Privacy;

/// <summary>
/// Makes overlapping findings one. The surest gives the type and the union gives the span, so that no character which any
/// detector found is left uncovered.
/// </summary>
internal static class Overlaps
{
    private const double NearlyAsSure = 0.35;

    public static List<Finding> Resolve(List<Finding> findings)
    {
        findings.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        var result = new List<Finding>(findings.Count);
        foreach (var next in findings)
        {
            if (result.Count > 0 && next.Start < result[^1].End)
                result[^1] = Merge(result[^1], next);
            else
                result.Add(next);
        }

        return result;
    }

    /// <summary>
    /// The other types that findings of the same span have and that are nearly as sure; <paramref name="resolved"/> is in order.
    /// </summary>
    public static List<Finding> Alternatives(List<Finding> findings, List<Finding> resolved)
    {
        var result = new List<Finding>();
        var at = 0;
        foreach (var finding in findings)
        {
            while (at < resolved.Count && resolved[at].End <= finding.Start)
                at++;
            if (at == resolved.Count)
                break;
            var surest = resolved[at];
            if (finding.Start == surest.Start && finding.End == surest.End && finding.Type != surest.Type && finding.Score >= surest.Score - NearlyAsSure
                && !result.Exists(known => known.Start == finding.Start && known.Type == finding.Type))
            {
                result.Add(finding);
            }
        }

        return result;
    }

    private static Finding Merge(Finding a, Finding b)
    {
        var surest = Compare(a, b) >= 0 ? a : b;
        return surest with { Start = Math.Min(a.Start, b.Start), End = Math.Max(a.End, b.End) };
    }

    private static int Compare(Finding a, Finding b)
    {
        var order = a.Score.CompareTo(b.Score);
        if (order == 0)
            order = FindingTypes.LevelOf(a.Type).CompareTo(FindingTypes.LevelOf(b.Type));
        if (order == 0)
            order = (a.End - a.Start).CompareTo(b.End - b.Start);
        return order != 0 ? order : string.CompareOrdinal(b.Type, a.Type);
    }
}
