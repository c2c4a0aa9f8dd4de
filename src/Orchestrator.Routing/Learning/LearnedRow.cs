using System.Text.Json.Serialization;

namespace Orchestrator.Routing.Learning;

/// <summary>What was learned for one tenant of one model in one group of prompts. It holds no text and no person.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Group">The group of prompts, as the difficulty estimator numbers them; -1 for all where it knows none.</param>
/// <param name="Surplus">The sum of what answers were worth, 0 to 1, less what was expected of them, each times its weight.</param>
/// <param name="Judgements">How many judgements are in it.</param>
public sealed record LearnedRow(string Tenant, string Model, int Group, double Surplus, int Judgements)
{
    /// <summary>How many corrections.</summary>
    public int Corrections { get; init; }

    /// <summary>How many answers that the cascade kept.</summary>
    public int Kept { get; init; }

    /// <summary>How many answers that it passed over.</summary>
    public int Escalated { get; init; }

    /// <summary>How often the same was asked again of a bigger model.</summary>
    public int AskedAgain { get; init; }

    /// <summary>All of these.</summary>
    [JsonIgnore]
    public LearnedCounts Counts => new(Judgements, Corrections, Kept, Escalated, AskedAgain);

    /// <summary>How far answers were from what was expected of them, on average.</summary>
    [JsonIgnore]
    public double Mean => Counts.Weight > 0 ? Surplus / Counts.Weight : 0;
}
