using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>Expected quality of a target's answer, what redaction and missing tools leave of it, and whether that is enough for the dial.</summary>
/// <param name="Quality">Expected quality of its answer, 0 to 1.</param>
/// <param name="Score">Quality less losses and distance: orders what is not enough.</param>
/// <param name="Enough">The quality of what it gives, less losses, meets the dial.</param>
/// <param name="Preferred">It is what the caller prefers, and loses nothing by policy.</param>
/// <param name="Why">Why, in plain words.</param>
internal readonly record struct CandidateScore(double Quality, double Score, bool Enough, bool Preferred, string Why)
{
    // What an open-ended model of each tier is expected to lose on the hardest prompt.
    private const double NanoLossOnHardest = 0.9, MiniLossOnHardest = 0.6, CloudQuality = 0.95;

    // The quality that the dial asks for runs from LeastAsked at 0 to 1 at 1. With MiniLossOnHardest it sends the share of hard prompts to the cloud that the dial names.
    private const double LeastAsked = 1 - MiniLossOnHardest;

    public static double Asked(RouteInput input) => LeastAsked + ((1 - LeastAsked) * Dial(input));

    public static CandidateScore Of(RouteInput input, RouteCandidate candidate, RouterOptions options)
    {
        var target = candidate.Target;
        var (quality, why) = Expected(input, candidate);
        var given = quality;
        if (!target.Capabilities.OpenEnded && candidate is { Confidence: not null, Expected: { } kept } && quality >= options.NarrowFloor)
        {
            // It looks again once it has begun, and declines: what counts is what it then gives.
            given = Math.Max(quality, kept);
            why += string.Create(CultureInfo.InvariantCulture, $", and {kept:P0} of what it does not decline is right");
        }

        if (candidate.Learned is { } learned)
        {
            quality = Math.Clamp(quality + learned.By, 0, 1);
            given = Math.Clamp(given + learned.By, 0, 1);
            why += string.Create(CultureInfo.InvariantCulture, $"; feedback moves that by {learned.By:+0.00;-0.00} ({learned.Counts})");
        }

        var loss = 0.0;
        if (candidate.Verdict is Verdict.Redact or Verdict.Pseudonymize && input.Label.Level > SensitivityLevel.Public)
        {
            loss += options.RedactionLoss;
            why += $"; {candidate.VerdictReason}";
        }

        if (input.HasTools && !target.Capabilities.Tools)
        {
            loss += options.NoToolsLoss;
            why += "; it cannot call the tools that were declared";
        }

        // At the dial's 0 distance counts double, at 1 it is free.
        var score = quality - loss - (2 * (1 - Dial(input)) * Distance(target.Tier, options));
        var preferred = IsPreferred(input.Preference.Mode, target);
        return new(quality, score + (preferred ? options.PreferenceBonus : 0), given - loss >= Asked(input), preferred && loss == 0, why);
    }

    private static double Dial(RouteInput input) => Math.Clamp(input.Preference.Quality ?? input.Dial, 0, 1);

    private static bool IsPreferred(RoutePreferenceMode mode, Target target) => mode switch
    {
        RoutePreferenceMode.PreferDevice => target.Zone == Zone.Device,
        RoutePreferenceMode.PreferCloud => target.Tier == Tier.Cloud,
        _ => false,
    };

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

        if (candidate.Expected is { } expected)
            return (expected, string.Create(CultureInfo.InvariantCulture, $"by its profile {name} answers {expected:P0} of prompts like this well"));
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
