using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>Expected quality of a target's answer, and what is left of it after distance, redaction and the caller's wishes.</summary>
internal readonly record struct CandidateScore(double Quality, double Score, string Why)
{
    // What an open-ended model of each tier is expected to lose on the hardest prompt.
    private const double NanoLossOnHardest = 0.9, MiniLossOnHardest = 0.6, CloudQuality = 0.95;

    public static CandidateScore Of(RouteInput input, RouteCandidate candidate, RouterOptions options)
    {
        var target = candidate.Target;
        var (quality, why) = Expected(input, candidate);

        // The dial runs from "cheapest that may do" (0, distance counts double) over the default (0.5) to "the best" (1, distance is free).
        var weight = 2 * (1 - Math.Clamp(input.Preference.Quality ?? 0.5, 0, 1));
        var score = quality - (weight * Distance(target.Tier, options));
        if (candidate.Verdict is Verdict.Redact or Verdict.Pseudonymize && input.Label.Level > SensitivityLevel.Public)
        {
            score -= options.RedactionLoss;
            why += $"; it would see the text without {string.Join(", ", input.Label.Categories)}";
        }

        if (input.HasTools && !target.Capabilities.Tools)
            score -= options.NoToolsLoss;
        if (input.Preference.Mode == RoutePreferenceMode.PreferDevice && target.Zone == Zone.Device)
            score += options.PreferenceBonus;
        if (input.Preference.Mode == RoutePreferenceMode.PreferCloud && target.Tier == Tier.Cloud)
            score += options.PreferenceBonus;
        return new(quality, score, why);
    }

    private static (double Quality, string Why) Expected(RouteInput input, RouteCandidate candidate)
    {
        var target = candidate.Target;
        var name = target.Model.Name;
        if (!target.Capabilities.OpenEnded)
        {
            return candidate.Confidence is { } confidence
                ? (confidence, string.Create(CultureInfo.InvariantCulture, $"{name} is {confidence:P0} sure that it can answer this"))
                : Estimated(name, target.Tier == Tier.Nano ? input.Difficulty.Nano : input.Difficulty.Mini);
        }

        var quality = target.Tier switch
        {
            Tier.Nano => 1 - (NanoLossOnHardest * input.Difficulty.Complexity),
            Tier.Mini => 1 - (MiniLossOnHardest * input.Difficulty.Complexity),
            _ => CloudQuality,
        };
        return (quality, string.Create(CultureInfo.InvariantCulture, $"{name} answers open requests, this one has complexity {input.Difficulty.Complexity:0.00}"));
    }

    private static (double Quality, string Why) Estimated(string name, double probability) =>
        (probability, string.Create(CultureInfo.InvariantCulture, $"by its words this is with {probability:P0} of the kind that {name} answers"));

    private static double Distance(Tier tier, RouterOptions options) => tier switch
    {
        Tier.Nano => 0,
        Tier.Mini => options.MiniDistance,
        _ => options.CloudDistance,
    };
}
