using System.Collections.Immutable;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Routing;

/// <summary>Every input of a route decision. It holds no text, so it is stored with the decision and replays it.</summary>
public sealed record RouteInput
{
    /// <summary>The zone where the turn entered.</summary>
    public required Zone Entered { get; init; }

    /// <summary>What the caller asks of the route.</summary>
    public RoutePreference Preference { get; init; } = RoutePreference.None;

    /// <summary>Label of everything that would be sent.</summary>
    public required Label Label { get; init; }

    /// <summary>What the words of the last message suggest.</summary>
    public required DifficultyEstimate Difficulty { get; init; }

    /// <summary>The caller declared tools.</summary>
    public bool HasTools { get; init; }

    /// <summary>The caller insists on a tool call, or answers one.</summary>
    public bool NeedsTools { get; init; }

    /// <summary>The caller wants JSON of a schema.</summary>
    public bool NeedsJsonSchema { get; init; }

    /// <summary>About how many tokens the prompt has.</summary>
    public int PromptTokens { get; init; }

    /// <summary>The most tokens that the caller lets the answer have; null when it does not say.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What the caller may still spend; null when no budget applies.</summary>
    public RouteBudget? Budget { get; init; }

    /// <summary>Where the tenant's dial stands when the caller sets none, 0 to 1.</summary>
    public double Dial { get; init; } = QualityDial.Balanced;

    /// <summary>What earlier turns of the conversation mean for this one; null for its first.</summary>
    public RouteMemory? Memory { get; init; }

    /// <summary>What replicas of one model are drawn by; null balances nothing, as in journals from before it was.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Targets that could answer.</summary>
    public ImmutableArray<RouteCandidate> Candidates { get; init; } = [];
}
