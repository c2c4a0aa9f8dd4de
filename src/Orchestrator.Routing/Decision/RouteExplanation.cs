using System.Collections.Immutable;

namespace Orchestrator.Routing;

/// <summary>Turns a plan and its rejections into a decision that says why.</summary>
internal static class RouteExplanation
{
    public static RouteDecision Explain(RouteInput input, ImmutableArray<PlannedAttempt> plan, ImmutableArray<RejectedTarget> rejected)
    {
        if (plan.IsEmpty)
            return Refuse(input, rejected);

        var first = plan[0];
        return new()
        {
            Plan = plan,
            Rejected = rejected,
            ReasonCode = Code(input, plan),
            Reasons =
            [
                $"{first.Target.Tier} tier in zone {first.Target.Zone}: {first.Why}.",
                .. Sensitivity(input, first.Target),
                .. plan.Skip(1).Select(a => $"{a.Target.Id} is next if that fails: {a.Why}."),
                .. rejected.Select(r => $"Not {r.TargetId}: {r.Why}."),
            ],
        };
    }

    private static string Code(RouteInput input, ImmutableArray<PlannedAttempt> plan)
    {
        var target = plan[0].Target;
        if (CandidateFilter.IsNamed(input.Preference.Model))
            return "model-named";
        if (input.Preference.Mode != RoutePreferenceMode.Auto)
            return "preference";
        if (plan.Length == 1 && input.Candidates.Count(c => c.Target.Unavailable is null) == 1)
            return "only-available";
        return target.Tier switch
        {
            Tier.Nano => "nano-confident",
            Tier.Mini => input.Label.Level > SensitivityLevel.Public ? "sensitive-stays-near" : "mini-fits",
            _ => "needs-cloud",
        };
    }

    private static IEnumerable<string> Sensitivity(RouteInput input, Target chosen)
    {
        if (input.Label.Level == SensitivityLevel.Public)
            yield break;
        var categories = string.Join(", ", input.Label.Categories);
        yield return chosen.Tier == Tier.Cloud
            ? $"The text is {Word(input.Label.Level)} ({categories}); the provider gets it only as policy rewrites it."
            : $"The text is {Word(input.Label.Level)} ({categories}); it stays on hardware that policy trusts with it.";
    }

    private static RouteDecision Refuse(RouteInput input, ImmutableArray<RejectedTarget> rejected)
    {
        var details = rejected.IsEmpty
            ? "no target is configured or known"
            : string.Join("; ", rejected.Select(r => $"{r.TargetId}: {r.Why}"));
        var error = Refusal(input, rejected, details);
        return new()
        {
            Rejected = rejected,
            ReasonCode = error.Reason switch
            {
                ErrorReason.PrivacyRefused => "refused-privacy",
                ErrorReason.NoTargetAvailable => "refused-unavailable",
                ErrorReason.BudgetRefused => "refused-budget",
                ErrorReason.NotFound => "refused-unknown-model",
                _ => "refused-preference",
            },
            Reasons = [error.Message, .. rejected.Select(r => $"Not {r.TargetId}: {r.Why}.")],
            Refusal = error,
        };
    }

    private static OrchestratorError Refusal(RouteInput input, ImmutableArray<RejectedTarget> rejected, string details)
    {
        var model = input.Preference.Model;
        if (CandidateFilter.IsNamed(model) && !input.Candidates.Any(c => CandidateFilter.MatchesModel(model, c.Target)) && !IsTier(model))
        {
            return new(ErrorReason.NotFound, $"There is no model '{model}' here. Use auto, nano, mini, cloud, or a model that the listing names.", "model");
        }

        // Nothing of the tier that was asked for is known yet, as on a node that has never met its cluster.
        if (IsTier(model) && !input.Candidates.Any(c => CandidateFilter.MatchesModel(model, c.Target)))
            return new(ErrorReason.NoTargetAvailable, $"No {model} model can be reached from here now. Send the same request again later.", "model");

        // A target that only the network keeps away may come back; that is worth a retry. Otherwise the strictest filter speaks.
        if (rejected.IsEmpty || rejected.Any(r => r.Filter == "health"))
            return new(ErrorReason.NoTargetAvailable, $"Nothing that may answer this can be reached now ({details}). Send the same request again later.");
        if (rejected.Any(r => r.Filter == "budget"))
            return new(ErrorReason.BudgetRefused, $"The budget leaves no target ({details}). Have it raised, set a lower limit of tokens, or ask what a model without a price can answer; repeating does not help.");
        if (rejected.Any(r => r.Filter == "policy"))
            return new(ErrorReason.PrivacyRefused, $"Policy lets no target that could answer see this text ({details}).");
        if (rejected.Any(r => r.Filter is "preference" or "latency"))
            return new(ErrorReason.PreferenceUnmet, $"The caller's limits leave no target ({details}). Loosen them, or ask for less.");
        if (rejected.Any(r => r.Filter == "capability"))
            return new(ErrorReason.Unsupported, $"No target can do what was asked ({details}).");
        return new(ErrorReason.NoTargetAvailable, $"No model that can be reached now answers this kind of request ({details}). Send the same request again when more can be reached.");
    }

    private static bool IsTier(string model) => Enum.GetNames<Tier>().Contains(model, StringComparer.OrdinalIgnoreCase);

    private static string Word(SensitivityLevel level) => level.ToString().ToLowerInvariant();
}
