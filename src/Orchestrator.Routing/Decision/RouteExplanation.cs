using System.Collections.Immutable;

namespace Orchestrator.Routing;

/// <summary>Turns a plan and its rejections into a decision that says why.</summary>
internal static class RouteExplanation
{
    public static RouteDecision Explain(RouteInput input, ImmutableArray<PlannedAttempt> plan, ImmutableArray<RejectedTarget> rejected)
    {
        if (plan.IsEmpty)
            return Refuse(input, rejected);

        return new()
        {
            Plan = plan,
            Rejected = rejected,
            ReasonCode = Code(input, plan),
            Reasons = [.. From(plan, 0, input.Label), .. Against(rejected)],
        };
    }

    /// <summary>The same decision, told for the attempt that a later place of the plan is: what was said of the first would not be true of it.</summary>
    public static RouteDecision Told(RouteDecision decision, Label label, int place)
    {
        ImmutableArray<string> before = [.. From(decision.Plan, 0, label), .. Against(decision.Rejected)];
        return decision with
        {
            ReasonCode = "fallback",
            Reasons = [.. From(decision.Plan, place, label), .. Against(decision.Rejected), .. decision.Reasons.Where(r => !before.Contains(r))],
        };
    }

    private static IEnumerable<string> From(ImmutableArray<PlannedAttempt> plan, int place, Label label) =>
    [
        $"{plan[place].Target.Tier} tier in zone {plan[place].Target.Zone}: {plan[place].Why}.",
        .. Sensitivity(label, plan[place].Target),
        .. plan.Skip(place + 1).Select(a => $"{a.Target.Id} is next if that fails: {a.Why}."),
    ];

    private static IEnumerable<string> Against(ImmutableArray<RejectedTarget> rejected) => rejected.Select(r => $"Not {r.TargetId}: {r.Why}.");

    private static string Code(RouteInput input, ImmutableArray<PlannedAttempt> plan)
    {
        var target = plan[0].Target;
        if (input.Preference.NamesModel)
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

    private static IEnumerable<string> Sensitivity(Label label, Target chosen)
    {
        if (label.Level == SensitivityLevel.Public)
            yield break;
        var categories = string.Join(", ", label.Categories);
        yield return chosen.Tier == Tier.Cloud
            ? $"The text is {Word(label.Level)} ({categories}); the provider gets it only as policy rewrites it."
            : $"The text is {Word(label.Level)} ({categories}); it stays on hardware that policy trusts with it.";
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
            Reasons = [error.Message, .. Against(rejected)],
            Refusal = error,
        };
    }

    private static OrchestratorError Refusal(RouteInput input, ImmutableArray<RejectedTarget> rejected, string details)
    {
        var model = input.Preference.Model;
        if (input.Preference.NamesModel && !input.Candidates.Any(c => CandidateFilter.MatchesModel(input.Preference, c.Target)) && !IsTier(model))
        {
            return new(ErrorReason.NotFound, $"There is no model '{model}' here. Use auto, nano, mini, cloud, or a model that the listing names.", "model");
        }

        // Nothing of the tier that was asked for is known yet, as on a node that has never met its cluster.
        if (IsTier(model) && !input.Candidates.Any(c => CandidateFilter.MatchesModel(input.Preference, c.Target)))
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
