namespace Orchestrator.Routing;

/// <summary>
/// The order of a plan: what the caller prefers, then what is good enough for the dial, the cheapest first, then the rest, the best
/// first. Ties fall to the nearer tier, then to who has read the conversation, then to the id, so that the order of the catalogue decides
/// nothing. Replicas of one model stand together, as their load orders them.
/// </summary>
internal sealed class PlanOrder(RouteInput input, RouterOptions options) : IComparer<Weighed>
{
    public int Compare(Weighed? x, Weighed? y)
    {
        var (a, b) = (x!, y!);
        if (a.Replicas is not null && ReferenceEquals(a.Replicas, b.Replicas))
            return a.Rank.CompareTo(b.Rank);
        var order = Group(a).CompareTo(Group(b));
        if (order != 0)
            return order;
        order = Group(a) == 1 ? Cost(a).CompareTo(Cost(b)) : Score(b).Score.CompareTo(Score(a).Score);
        if (order != 0)
            return order;
        order = a.Target.Tier.CompareTo(b.Target.Tier);
        if (order != 0)
            return order;
        order = a.Target.Capabilities.OpenEnded.CompareTo(b.Target.Capabilities.OpenEnded);
        if (order != 0)
            return order;

        // Who of some replicas has read the conversation was looked at when one of them was chosen.
        order = Seen(b).CompareTo(Seen(a));
        return order != 0 ? order : string.CompareOrdinal(Id(a), Id(b));
    }

    private static int Group(Weighed weighed) => Score(weighed).Preferred ? 0 : Score(weighed).Enough ? 1 : 2;

    private static CandidateScore Score(Weighed weighed) => weighed.Replicas?.Score ?? weighed.Score;

    private static decimal Cost(Weighed weighed) => (weighed.Replicas?.Cost ?? weighed.Cost).Dollars;

    private static string Id(Weighed weighed) => weighed.Replicas?.Id ?? weighed.Target.Id;

    private int Seen(Weighed weighed) => weighed.Replicas?.Seen ?? MemoryRule.SeenBy(input, weighed.Target, options);
}
