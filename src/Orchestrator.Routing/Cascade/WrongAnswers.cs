using System.Text.Json.Serialization;

namespace Orchestrator.Routing.Cascade;

/// <summary>
/// What a calibration saw of one domain: how many answers, and how sure the probe was of those that were wrong. From it follows for any
/// answer the split-conformal p-value of "it is wrong". Where answers are exchangeable with those of the calibration, and those with a
/// p-value of at most r are kept, the probability that an answer is wrong and kept is at most r (Vovk et al., Algorithmic Learning in a
/// Random World; the one-class case of Angelopoulos et al., Conformal Risk Control).
/// </summary>
public sealed record WrongAnswers
{
    /// <summary>How many answers, right ones too.</summary>
    [JsonRequired]
    public int Answers { get; init; }

    /// <summary>The probe's probabilities of being right, of those answers that were wrong, the largest first.</summary>
    [JsonRequired]
    public IReadOnlyList<double> Wrong { get; init; } = [];

    /// <summary>The least error rate at which an answer is kept of which the probe is so sure.</summary>
    /// <param name="probability">The probe's probability that it is right.</param>
    public double Risk(double probability)
    {
        var surer = 0;
        while (surer < Wrong.Count && Wrong[surer] >= probability)
            surer++;
        return (surer + 1.0) / (Answers + 1);
    }

    /// <summary>Makes it of answers and whether they were right.</summary>
    /// <param name="answers">The probe's probability for each, and whether it was right.</param>
    public static WrongAnswers Of(IEnumerable<(double Probability, bool Right)> answers)
    {
        var all = answers.ToList();
        return new() { Answers = all.Count, Wrong = [.. all.Where(static a => !a.Right).Select(static a => a.Probability).OrderDescending()] };
    }
}
