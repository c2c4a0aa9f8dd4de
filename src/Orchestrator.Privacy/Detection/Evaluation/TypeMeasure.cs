namespace Orchestrator.Privacy;

/// <summary>How well one type is found.</summary>
public sealed class TypeMeasure
{
    /// <summary>Marked spans of the type.</summary>
    public int Marked { get; internal set; }

    /// <summary>Those covered by a finding of any type.</summary>
    public int Covered { get; internal set; }

    /// <summary>Findings of the type.</summary>
    public int Findings { get; internal set; }

    /// <summary>Those that cover a marked span of any type.</summary>
    public int Right { get; internal set; }

    /// <summary>Part of the marked spans that are covered; 1 where there is none.</summary>
    public double Recall => Marked == 0 ? 1 : (double)Covered / Marked;

    /// <summary>Part of the findings that are right; 1 where there is none.</summary>
    public double Precision => Findings == 0 ? 1 : (double)Right / Findings;

    /// <summary>The weighted mean of both that counts recall twice.</summary>
    public double F2 => Precision + Recall == 0 ? 0 : 5 * Precision * Recall / ((4 * Precision) + Recall);
}
