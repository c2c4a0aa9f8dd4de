using System.Collections.Immutable;
using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>
/// What a conversation's memory does to a plan: a tool loop stays where it began, a tier rises at once and falls only after some
/// easy turns, and a long pause or another topic forgets. It reorders only what every filter has let through.
/// </summary>
internal static class MemoryRule
{
    public static ImmutableArray<PlannedAttempt> Apply(RouteInput input, ImmutableArray<PlannedAttempt> plan, RouterOptions options)
    {
        if (input.Memory is not { } memory || plan.Length < 2)
            return plan;
        if (memory.InToolLoop)
            return First(plan, a => a.Target.Id == memory.HeldTarget, "it asked for the tool whose answer this is");
        var wanted = plan[0].Target;
        if (input.Preference.Mode != RoutePreferenceMode.Auto || input.Preference.NamesModel || IsForgotten(memory, options))
            return plan;

        // A narrow model's confidence is about this very text, so what was said before changes nothing.
        if (wanted.Tier >= memory.HeldTier || !wanted.Capabilities.OpenEnded || memory.EasyTurns >= options.EasyTurnsToFall)
            return plan;
        var why = string.Create(CultureInfo.InvariantCulture, $"the conversation is on this tier, and {memory.EasyTurns + 1} of {options.EasyTurnsToFall + 1} easy turns that let it fall were seen");
        var held = plan.FirstOrDefault(a => a.Target.Id == memory.HeldTarget)?.Target;
        return First(plan, a => held is null ? a.Target.Tier == memory.HeldTier : input.Seed is null ? a.Target == held : a.Target.IsReplicaOf(held), why);
    }

    /// <summary>Whether a pause or another topic made the memory void.</summary>
    public static bool IsForgotten(RouteMemory memory, RouterOptions options) =>
        memory.Idle >= options.IdleReset || memory.Drift >= options.DriftReset;

    /// <summary>Prompt tokens that this target need not read anew.</summary>
    public static int SeenBy(RouteInput input, Target target, RouterOptions options) =>
        input.Memory is { } memory && memory.HeldTarget == target.Id && memory.Idle < options.CacheLifetime ? Math.Min(memory.SeenTokens, input.PromptTokens) : 0;

    private static ImmutableArray<PlannedAttempt> First(ImmutableArray<PlannedAttempt> plan, Func<PlannedAttempt, bool> which, string why)
    {
        var found = plan.FirstOrDefault(which);
        if (found is null || found == plan[0])
            return plan;
        return [found with { Why = $"{found.Why}; {why}" }, .. plan.Where(a => a != found)];
    }
}
