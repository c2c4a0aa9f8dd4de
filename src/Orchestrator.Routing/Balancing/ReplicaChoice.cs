using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>
/// Which of several replicas of one model is asked: the less loaded of two that are drawn, so that nobody runs after the one that looked
/// best a moment ago (the power of two choices). A conversation stays with the replica that has read it while its cache is worth more
/// than the other's lesser load. The draw is made of the decision's seed, so that it replays.
/// </summary>
internal static class ReplicaChoice
{
    /// <summary>Gives the replicas of each model in a plan one place: the chosen one's, the others behind it, the less loaded first.</summary>
    public static void Apply(RouteInput input, List<Weighed> plan, RouterOptions options)
    {
        if (input.Seed is not { } seed)
            return;
        for (var i = 0; i < plan.Count; i++)
        {
            if (plan[i].Replicas is not null || plan.Count(w => Replicates(w, plan[i])) < 2)
                continue;
            Weighed[] replicas = [.. plan.Where(w => Replicates(w, plan[i])).OrderBy(static w => w.Target.Id, StringComparer.Ordinal)];
            var (chosen, why) = Choose(input, replicas, seed, options);
            Rank(input, plan, replicas, chosen with { Attempt = chosen.Attempt with { Why = $"{chosen.Attempt.Why}; {why}" } }, options);
        }
    }

    /// <summary>Whether the two serve the same, and policy lets both see the same of the text.</summary>
    private static bool Replicates(Weighed a, Weighed b) =>
        a.Target.IsReplicaOf(b.Target) && a.Candidate.Verdict == b.Candidate.Verdict && a.Attempt.AcceptsDecline == b.Attempt.AcceptsDecline;

    private static (Weighed Chosen, string Why) Choose(RouteInput input, Weighed[] replicas, ulong seed, RouterOptions options)
    {
        var (first, second) = Draw(seed, replicas.Length);
        var (one, two) = (replicas[first], replicas[second]);
        var (lighter, other) = Load(two).Score < Load(one).Score ? (two, one) : (one, two);
        var held = Array.Find(replicas, r => input.Memory?.HeldTarget == r.Target.Id);
        if (held is not null && held != lighter
            && MemoryRule.SeenBy(input, held.Target, options) >= options.ReplicaStickTokens
            && Load(held).Score <= options.ReplicaStickLoad * Load(lighter).Score)
        {
            return (held, $"of {replicas.Length} replicas it has read the conversation ({Words(held)}; {lighter.Target.Id} {Words(lighter)})");
        }

        return (lighter, $"of {replicas.Length} replicas {one.Target.Id} and {two.Target.Id} were drawn, and it is no busier ({Words(lighter)}; {other.Target.Id} {Words(other)})");
    }

    private static void Rank(RouteInput input, List<Weighed> plan, Weighed[] replicas, Weighed chosen, RouterOptions options)
    {
        var group = new ReplicaGroup(replicas[0].Target.Id, chosen.Score, chosen.Cost, replicas.Max(r => MemoryRule.SeenBy(input, r.Target, options)));
        var rank = 1;
        foreach (var replica in replicas.OrderBy(static r => Load(r).Score))
        {
            var at = plan.IndexOf(replica);
            plan[at] = replica.Target.Id == chosen.Target.Id ? chosen with { Replicas = group, Rank = 0 } : replica with { Replicas = group, Rank = rank++ };
        }
    }

    /// <summary>Two different places below a count of two or more.</summary>
    private static (int First, int Second) Draw(ulong seed, int count)
    {
        var first = (int)(Mix(seed) % (ulong)count);
        var second = (int)(Mix(seed + 1) % (ulong)(count - 1));
        return (first, second < first ? second : second + 1);
    }

    // The finaliser of SplitMix64: neighbouring seeds give unrelated numbers, the same in every process.
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    private static TargetLoad Load(Weighed weighed) => weighed.Candidate.Load ?? default;

    private static string Words(Weighed weighed) => Load(weighed) is var load
        ? string.Create(CultureInfo.InvariantCulture, $"{load.Outstanding} running, {load.Wait.TotalMilliseconds:0} ms to the first content")
        : "";
}
