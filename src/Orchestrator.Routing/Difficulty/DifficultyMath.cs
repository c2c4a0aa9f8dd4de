namespace Orchestrator.Routing.Difficulty;

/// <summary>From the values of the heads to the estimate. Shared with the trainer, which measures what ships.</summary>
internal static class DifficultyMath
{
    /// <summary>Where the complexity of prompts that need a stronger model begins; prompts for the mini model lie below it.</summary>
    const double CloudFloor = 0.4;

    public static DifficultyEstimate Estimate(ReadOnlySpan<double> heads, double temperature, IReadOnlyList<double> benefitDeciles)
    {
        var (a, b, c) = (heads[DifficultyWeights.Nano] / temperature, heads[DifficultyWeights.Mini] / temperature, heads[DifficultyWeights.Cloud] / temperature);
        var max = Math.Max(a, Math.Max(b, c));
        (a, b, c) = (Math.Exp(a - max), Math.Exp(b - max), Math.Exp(c - max));
        var sum = a + b + c;
        var (nano, mini, cloud) = (a / sum, b / sum, c / sum);
        var rank = Rank(Benefit(heads), benefitDeciles);
        // Past one half, how surely a prompt is an open one says nothing more about how hard it is.
        var open = Math.Min(1, 2 * cloud);
        var complexity = (open * (CloudFloor + ((1 - CloudFloor) * rank))) + ((1 - open) * 0.5 * CloudFloor * mini / Math.Max(nano + mini, 1e-9));
        return new DifficultyEstimate(nano, mini, cloud, Math.Clamp(complexity, 0, 1)) { Strong = Sigmoid(heads[DifficultyWeights.Strong]), Weak = Sigmoid(heads[DifficultyWeights.Weak]) };
    }

    /// <summary>P(a strong model is right) − P(a weak model is right): where both are, or neither is, strength is wasted.</summary>
    public static double Benefit(ReadOnlySpan<double> heads) => Sigmoid(heads[DifficultyWeights.Strong]) - Sigmoid(heads[DifficultyWeights.Weak]);

    static double Rank(double benefit, IReadOnlyList<double> deciles)
    {
        if (benefit <= deciles[0])
            return 0.05 * Math.Exp(benefit - deciles[0]);
        var last = deciles.Count - 1;
        for (var i = 1; i <= last; i++)
        {
            if (benefit <= deciles[i])
                return 0.05 + (0.9 * (i - 1 + ((benefit - deciles[i - 1]) / Math.Max(deciles[i] - deciles[i - 1], 1e-9))) / last);
        }

        return 1 - (0.05 * Math.Exp(deciles[last] - benefit));
    }

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
