using System.Collections.Immutable;
using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>
/// Decides where a turn goes: hard filters first, then expected quality against distance, sensitivity and the caller's wishes.
/// A pure function of its input: the same input gives the same decision, today or from a journal. Thread-safe.
/// </summary>
public sealed class Router
{
    private readonly RouterOptions _options;

    /// <summary>Makes a router.</summary>
    /// <param name="options">How it weighs; read now, so that later changes to them change no decision.</param>
    public Router(RouterOptions options)
    {
        _options = options.Copy();
        Version = string.Create(
            CultureInfo.InvariantCulture,
            $"router/1({options.MiniDistance},{options.CloudDistance},{options.RedactionLoss},{options.NoToolsLoss},{options.NarrowFloor},{options.PreferenceBonus},{options.AssumedOutputTokens})");
    }

    /// <summary>The version of these rules with the weights they use; stored with each decision, so that it replays.</summary>
    public string Version { get; }

    /// <summary>Decides.</summary>
    /// <param name="input">Everything that the decision may depend on.</param>
    public RouteDecision Decide(RouteInput input)
    {
        var rejected = ImmutableArray.CreateBuilder<RejectedTarget>();
        var plan = new List<PlannedAttempt>();
        var lastResort = new List<PlannedAttempt>();
        foreach (var candidate in input.Candidates)
        {
            if (CandidateFilter.Reject(input, candidate, _options) is { } rejection)
            {
                rejected.Add(rejection);
                continue;
            }

            var score = CandidateScore.Of(input, candidate, _options);
            var asked = IsAskedFor(input, candidate.Target);
            var attempt = new PlannedAttempt(candidate.Target, score.Quality, score.Score, asked, score.Why);
            if (candidate.Target.Capabilities.OpenEnded || score.Quality >= _options.NarrowFloor || asked)
                plan.Add(attempt);
            else if (input.Preference.Mode == RoutePreferenceMode.PreferDevice && candidate.Target.Zone == Zone.Device)
                lastResort.Add(attempt with { AcceptsDecline = true, Why = score.Why + "; the caller prefers the device to no answer" });
            else
                rejected.Add(new(candidate.Target.Id, "confidence", score.Why));
        }

        Follow(plan);

        // Ties fall to the nearer tier, then to the id, so that the order of the catalogue decides nothing.
        ImmutableArray<PlannedAttempt> ordered =
        [
            .. plan.OrderByDescending(a => a.Score).ThenBy(a => a.Target.Tier).ThenBy(a => a.Target.Id, StringComparer.Ordinal),
            .. lastResort.OrderByDescending(a => a.Score).ThenBy(a => a.Target.Id, StringComparer.Ordinal),
        ];
        return RouteExplanation.Explain(input, ordered, rejected.ToImmutable());
    }

    // Where a tier has a narrow model and an open one beside it, the narrow one is asked first: it is right where it is sure, and what it says is not its own goes on to the open one.
    private static void Follow(List<PlannedAttempt> plan)
    {
        for (var i = 0; i < plan.Count; i++)
        {
            var open = plan[i];
            if (!open.Target.Capabilities.OpenEnded || open.Target.Tier == Tier.Cloud)
                continue;
            var at = plan.FindIndex(a => !a.Target.Capabilities.OpenEnded && a.Target.Tier == open.Target.Tier && a.Target.Node == open.Target.Node);
            if (at < 0)
                continue;
            plan[at] = plan[at] with { AcceptsDecline = false };
            if (plan[at].Score <= open.Score)
                plan[i] = open with { Score = Math.BitDecrement(plan[at].Score), Why = open.Why + $"; asked after {plan[at].Target.Model.Name}" };
        }
    }

    private static bool IsAskedFor(RouteInput input, Target target) =>
        input.Preference.Mode == RoutePreferenceMode.OnlyDevice
        || (CandidateFilter.IsNamed(input.Preference.Model) && target.Tier != Tier.Cloud);
}
