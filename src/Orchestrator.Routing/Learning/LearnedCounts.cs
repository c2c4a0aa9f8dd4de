using System.Globalization;

namespace Orchestrator.Routing.Learning;

/// <summary>How many signals of each kind something was learned from.</summary>
/// <param name="Judgements">Judgements.</param>
/// <param name="Corrections">Corrections without a judgement.</param>
/// <param name="Kept">Local answers that the cascade kept.</param>
/// <param name="Escalated">Local answers that it passed over.</param>
/// <param name="AskedAgain">Answers after which the same was asked of a bigger model.</param>
public readonly record struct LearnedCounts(int Judgements, int Corrections = 0, int Kept = 0, int Escalated = 0, int AskedAgain = 0)
{
    /// <summary>How many signals.</summary>
    public int All => Judgements + Corrections + Kept + Escalated + AskedAgain;

    /// <summary>What they count together, a judgement being one.</summary>
    public double Weight =>
        (Judgements * WeightOf(LearnedKind.Judgement)) + (Corrections * WeightOf(LearnedKind.Correction))
        + ((Kept + Escalated) * WeightOf(LearnedKind.Escalated)) + (AskedAgain * WeightOf(LearnedKind.AskedAgain));

    // A correction may be one of a good answer's wording; who asks a bigger model may only be curious; and the cascade is no judge: it
    // passes over whatever its model's calibration does not vouch for.
    internal static double WeightOf(LearnedKind kind) => kind switch
    {
        LearnedKind.Judgement => 1,
        LearnedKind.Correction or LearnedKind.AskedAgain => 0.5,
        _ => 0.25,
    };

    /// <summary>Such as <c>3 judgements, 1 correction, escalated 2 of 5 times</c>.</summary>
    public override string ToString() => string.Join(", ", Parts());

    internal LearnedCounts Plus(LearnedKind kind, int more) => kind switch
    {
        LearnedKind.Judgement => this with { Judgements = Math.Max(0, Judgements + more) },
        LearnedKind.Correction => this with { Corrections = Math.Max(0, Corrections + more) },
        LearnedKind.Kept => this with { Kept = Math.Max(0, Kept + more) },
        LearnedKind.Escalated => this with { Escalated = Math.Max(0, Escalated + more) },
        _ => this with { AskedAgain = Math.Max(0, AskedAgain + more) },
    };

    private IEnumerable<string> Parts()
    {
        if (Judgements > 0)
            yield return Counted(Judgements, "judgement");
        if (Corrections > 0)
            yield return Counted(Corrections, "correction");
        if (Kept + Escalated > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"escalated {Escalated} of {Counted(Kept + Escalated, "time")}");
        if (AskedAgain > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"asked again of a bigger model {Counted(AskedAgain, "time")}");
    }

    private static string Counted(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
