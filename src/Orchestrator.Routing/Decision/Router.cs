using System.Collections.Immutable;
using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>
/// Decides where a turn goes: hard filters first, then the cheapest target that is good enough for the dial, then what the conversation's memory makes of it.
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
            $"router/4({options.MiniDistance},{options.CloudDistance},{options.RedactionLoss},{options.NoToolsLoss},{options.NarrowFloor},{options.PreferenceBonus},{options.AssumedOutputTokens};{options.EasyTurnsToFall},{options.IdleReset},{options.DriftReset},{options.CacheLifetime};{options.LeastBatteryPercent},{options.MostTemperatureCelsius},{options.LeastMemoryMegabytes};{options.ReplicaStickTokens},{options.ReplicaStickLoad})");
    }

    /// <summary>The version of these rules with the weights they use; stored with each decision, so that it replays.</summary>
    public string Version { get; }

    /// <summary>Decides.</summary>
    /// <param name="input">Everything that the decision may depend on.</param>
    public RouteDecision Decide(RouteInput input)
    {
        var rejected = ImmutableArray.CreateBuilder<RejectedTarget>();
        var plan = new List<Weighed>();
        var lastResort = new List<Weighed>();
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
            var weighed = new Weighed(candidate, score, ExpectedCost.Of(input, candidate, _options), attempt);
            if (candidate.Target.Capabilities.OpenEnded || score.Quality >= _options.NarrowFloor || asked)
                plan.Add(weighed);
            else if (input.Preference.Mode == RoutePreferenceMode.PreferDevice && candidate.Target.Zone == Zone.Device)
                lastResort.Add(weighed with { Attempt = attempt with { AcceptsDecline = true, Why = score.Why + "; the caller prefers the device to no answer" } });
            else
                rejected.Add(new(candidate.Target.Id, "confidence", score.Why));
        }

        ReplicaChoice.Apply(input, plan, _options);
        var order = new PlanOrder(input, _options);
        plan.Sort(order);
        lastResort.Sort(order);
        AskTaggersFirst(plan);
        ImmutableArray<PlannedAttempt> ordered = [.. plan.Select(w => w.Attempt), .. lastResort.Select(w => w.Attempt)];
        var held = MemoryRule.Apply(input, ordered, _options);
        var decision = RouteExplanation.Explain(input, held, rejected.ToImmutable());
        if (ordered.IsEmpty)
            return decision;
        return decision with
        {
            Wanted = ordered[0].Target.Tier,
            ReasonCode = held[0].Target == ordered[0].Target ? decision.ReasonCode : input.Memory!.InToolLoop ? "tool-loop" : "conversation-held",
        };
    }

    /// <summary>Whether what a candidate's model would say of its confidence can change who is asked first: whether it is worth the time to ask it.</summary>
    /// <param name="input">The input of the decision.</param>
    /// <param name="candidate">Which of its candidates.</param>
    public bool DependsOnConfidence(RouteInput input, int candidate)
    {
        return First(0) != First(1);

        string? First(double confidence) =>
            Decide(input with { Candidates = input.Candidates.SetItem(candidate, input.Candidates[candidate] with { Confidence = confidence }) }).Plan.FirstOrDefault()?.Target.Id;
    }

    // Where a tier has a tagger and a decoder beside it, the tagger is asked first: it is right where it is sure, and what it says is not its own goes on to the decoder.
    private static void AskTaggersFirst(List<Weighed> plan)
    {
        for (var i = 0; i < plan.Count; i++)
        {
            var open = plan[i];
            if (!Decodes(open.Target) || open.Target.Tier == Tier.Cloud)
                continue;
            var at = plan.FindIndex(w => !Decodes(w.Target) && w.Target.Tier == open.Target.Tier && w.Target.Node == open.Target.Node);
            if (at < 0)
                continue;
            var tagger = plan[at] with { Attempt = plan[at].Attempt with { AcceptsDecline = false } };
            plan[at] = tagger;
            if (at < i)
                continue;
            plan[i] = open with { Attempt = open.Attempt with { Why = open.Attempt.Why + $"; asked after {tagger.Target.Model.Name}" } };
            plan.RemoveAt(at);
            plan.Insert(i++, tagger);
        }
    }

    // A narrow decoder is no open one, but it keeps to schemas, which no tagger does.
    private static bool Decodes(Target target) => target.Capabilities.OpenEnded || target.Capabilities.JsonSchema;

    private static bool IsAskedFor(RouteInput input, Target target) =>
        input.Preference.Mode == RoutePreferenceMode.OnlyDevice
        || (input.Preference.NamesModel && target.Tier != Tier.Cloud);
}
