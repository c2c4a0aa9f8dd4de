namespace Orchestrator.Routing;

/// <summary>What the conversation's earlier turns mean for the next route: a fold of its journal, stored with the decision, so that it replays.</summary>
public sealed record RouteMemory
{
    /// <summary>The target that answered last.</summary>
    public required string HeldTarget { get; init; }

    /// <summary>That target's tier.</summary>
    public required Tier HeldTier { get; init; }

    /// <summary>That target asked for a tool, and this turn brings the tool's answer: nobody else can go on with it safely.</summary>
    public bool InToolLoop { get; init; }

    /// <summary>How many turns in a row, this one not counted, would have gone to a lower tier than the held one.</summary>
    public int EasyTurns { get; init; }

    /// <summary>From the end of the last turn to this one.</summary>
    public TimeSpan Idle { get; init; }

    /// <summary>0 when this turn speaks of what was spoken of before, 1 when no word of it was.</summary>
    public double Drift { get; init; }

    /// <summary>About how many prompt tokens the held target has read before.</summary>
    public int SeenTokens { get; init; }
}
