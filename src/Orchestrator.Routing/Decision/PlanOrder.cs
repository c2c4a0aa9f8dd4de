namespace Orchestrator.Routing;

/// <summary>
/// The order of a plan: what the caller prefers, then what is good enough for the dial, the cheapest first, then the rest, the best
/// first. Ties fall to the nearer tier, then to who has read the conversation, then to the id, so that the order of the catalogue decides nothing.
/// </summary>
internal sealed class PlanOrder(RouteInput input, RouterOptions options) : IComparer<Weighed>
{
    public int Compare(Weighed? x, Weighed? y)
    {
        var (a, b) = (x!, y!);
        var order = Group(a).CompareTo(Group(b));
        if (order != 0)
            return order;
        order = Group(a) == 1 ? a.Cost.Dollars.CompareTo(b.Cost.Dollars) : b.Score.Score.CompareTo(a.Score.Score);
        if (order != 0)
            return order;
        order = a.Target.Tier.CompareTo(b.Target.Tier);
        if (order != 0)
            return order;
        order = a.Target.Capabilities.OpenEnded.CompareTo(b.Target.Capabilities.OpenEnded);
        if (order != 0)
            return order;
        order = MemoryRule.SeenBy(input, b.Target, options).CompareTo(MemoryRule.SeenBy(input, a.Target, options));
        return order != 0 ? order : string.CompareOrdinal(a.Target.Id, b.Target.Id);
    }

    private static int Group(Weighed weighed) => weighed.Score.Preferred ? 0 : weighed.Score.Enough ? 1 : 2;
}
