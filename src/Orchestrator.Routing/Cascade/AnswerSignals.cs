namespace Orchestrator.Routing.Cascade;

/// <summary>
/// What an answer's own tokens say of it: quantiles of their log-probabilities, which, unlike their sum, do not grow with its length, and
/// a few facts. A change here needs new probes.
/// </summary>
public static class AnswerSignals
{
    /// <summary>Changes whenever other numbers come of the same answer.</summary>
    public const int Version = 1;

    /// <summary>How many numbers there are.</summary>
    public const int Count = 10;

    private const double Least = -6;

    /// <summary>The numbers, each within about 0 to 1.</summary>
    /// <param name="logProbabilities">Of each token, in order; natural logarithms.</param>
    /// <param name="calls">It calls a tool.</param>
    /// <param name="cutOff">It ended for want of tokens.</param>
    public static double[] Of(IReadOnlyList<double> logProbabilities, bool calls, bool cutOff)
    {
        ArgumentNullException.ThrowIfNull(logProbabilities);
        var scaled = logProbabilities.Select(static l => Math.Clamp(l, Least, 0) / Least).ToArray();
        var first = scaled.Length == 0 ? 1 : scaled[0];
        Array.Sort(scaled);
        return
        [
            1, At(scaled, 1), At(scaled, 0.95), At(scaled, 0.9), At(scaled, 0.75), At(scaled, 0.5), first,
            Math.Log(1 + scaled.Length) / 6, calls ? 1 : 0, cutOff ? 1 : 0,
        ];
    }

    // No token at all says nothing good.
    private static double At(double[] sorted, double share) => sorted.Length == 0 ? 1 : sorted[(int)Math.Round(share * (sorted.Length - 1))];
}
