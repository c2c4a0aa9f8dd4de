using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Routing.Profiles;

/// <summary>Makes a model's profile of scored prompts. Deterministic; a few milliseconds for some hundred prompts.</summary>
public static class ProfileFit
{
    internal const int Width = 3;

    private const int Steps = 2000, Folds = 5;
    private const double Rate = 0.3, Ridge = 0.01;

    // A group counts whole only once it has many more prompts than this.
    private const double GroupPrior = 10;

    /// <summary>The fewest scored prompts that say anything.</summary>
    public const int LeastPrompts = 50;

    /// <summary>Makes a profile.</summary>
    /// <param name="model">The model's name, as targets have it.</param>
    /// <param name="estimator">The version of the estimator that saw the prompts.</param>
    /// <param name="scored">What it saw in each, and how good the model's answer was, 0 to 1.</param>
    /// <exception cref="ArgumentException">There are fewer than <see cref="LeastPrompts"/>.</exception>
    public static ModelProfile Of(string model, string estimator, IReadOnlyList<(DifficultyEstimate Prompt, double Score)> scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        if (scored.Count < LeastPrompts)
            throw new ArgumentException($"{scored.Count} scored prompts are too few; a profile takes {LeastPrompts}, and some hundred make it good.", nameof(scored));
        var held = new List<(double P, double Score)>();
        for (var fold = 0; fold < Folds; fold++)
        {
            var part = Fit(model, estimator, [.. scored.Where((_, i) => i % Folds != fold)]);
            held.AddRange(scored.Where((_, i) => i % Folds == fold).Select(s => (part.Quality(s.Prompt), s.Score)));
        }

        var error = held.GroupBy(h => Math.Min(9, (int)(10 * h.P))).Sum(b => b.Count() * Math.Abs(b.Average(h => h.P) - b.Average(h => h.Score))) / held.Count;
        return Fit(model, estimator, scored) with { CalibrationError = Math.Round(error, 4) };
    }

    internal static double Logistic(IReadOnlyList<double> weights, DifficultyEstimate prompt) =>
        1 / (1 + Math.Exp(-(weights[0] + (weights[1] * Odds(prompt.Strong)) + (weights[2] * Odds(prompt.Weak)))));

    private static ModelProfile Fit(string model, string estimator, IReadOnlyList<(DifficultyEstimate Prompt, double Score)> scored)
    {
        // A new model is taken to be as good at what is easy for others; that is where the ridge draws it.
        double[] weights = [0, 0.5, 0.5];
        Span<double> gradient = stackalloc double[Width];
        for (var step = 0; step < Steps; step++)
        {
            gradient.Clear();
            foreach (var (prompt, score) in scored)
            {
                var error = Logistic(weights, prompt) - score;
                gradient[0] += error;
                gradient[1] += error * Odds(prompt.Strong);
                gradient[2] += error * Odds(prompt.Weak);
            }

            for (var i = 0; i < Width; i++)
                weights[i] -= Rate * ((gradient[i] / scored.Count) + (Ridge * (weights[i] - (i == 0 ? 0 : 0.5))));
        }

        var groups = scored.Max(s => s.Prompt.Group) + 1;
        var (sum, count) = (new double[groups], new int[groups]);
        foreach (var (prompt, score) in scored.Where(static s => s.Prompt.Group >= 0))
        {
            sum[prompt.Group] += score - Logistic(weights, prompt);
            count[prompt.Group]++;
        }

        return new()
        {
            Version = ModelProfile.SupportedVersion,
            Model = model,
            Estimator = estimator,
            Prompts = scored.Count,
            Weights = [.. weights.Select(static w => Math.Round(w, 5))],
            Groups = [.. sum.Select((s, g) => Math.Round(s / (count[g] + GroupPrior), 5))],
        };
    }

    private static double Odds(double p) => Math.Log(Math.Max(p, 1e-4) / Math.Max(1 - p, 1e-4));
}
