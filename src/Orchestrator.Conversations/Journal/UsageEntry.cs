using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Conversations.Journal;

/// <summary>
/// What one attempt took and cost. It is written when the attempt begins, if money was set aside for it, and when it ends, in the
/// transaction of the events that say so: it is there exactly when they are. It names no conversation and no owner, and an erasure leaves it.
/// </summary>
/// <param name="Attempt">Names the attempt: random.</param>
/// <param name="At">When it began; the same both times.</param>
public sealed record UsageEntry(Guid Attempt, DateTimeOffset At)
{
    /// <summary>Which API key asked.</summary>
    public required string KeyId { get; init; }

    /// <summary>The place of the caller.</summary>
    public required string Site { get; init; }

    /// <summary>Who executed it: a node, or a provider's configured name.</summary>
    public required string Node { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The model's tier.</summary>
    public required Tier Tier { get; init; }

    /// <summary>The start of the process that drew it on a budget; empty when it was drawn on none.</summary>
    public string Incarnation { get; init; } = "";

    /// <summary>What was set aside for it, in US dollars.</summary>
    public decimal Reserved { get; init; }

    /// <summary>What it cost, in US dollars; null while it runs.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Tokens, as far as the model told them.</summary>
    public ModelUsage? Usage { get; init; }

    /// <summary>An attempt that begins.</summary>
    internal static UsageEntry Begun(Caller caller, Target target, BudgetReservation? reservation, DateTimeOffset at) => new(Guid.NewGuid(), at)
    {
        KeyId = caller.KeyId,
        Site = caller.Site,
        Node = target.Node,
        Model = target.Model.Name,
        Tier = target.Tier,
        Incarnation = reservation?.Incarnation ?? "",
        Reserved = reservation?.Most ?? 0,
    };
}
