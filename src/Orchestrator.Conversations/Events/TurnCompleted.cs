using System.Collections.Immutable;
using Orchestrator.Privacy;

namespace Orchestrator.Conversations.Events;

/// <summary>The turn was answered.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Attempt">The attempt that answered.</param>
public sealed record TurnCompleted(string TurnId, int Attempt) : ConversationEvent(TurnId)
{
    /// <summary>The answer.</summary>
    public required Message Output { get; init; }

    /// <summary>The values that were put back into the answer for pseudonyms.</summary>
    public ImmutableArray<KnownValue> Restored { get; init; } = [];

    /// <summary>Label of what the answering model saw; zones that may not see that may not see the answer.</summary>
    public required Label SawLabel { get; init; }

    /// <summary>How the answer ended.</summary>
    public required string FinishReason { get; init; }

    /// <summary>Tokens.</summary>
    public ModelUsage? Usage { get; init; }

    /// <summary>Cost of this attempt in US dollars.</summary>
    public decimal Cost { get; init; }

    /// <summary>The model's calibrated confidence.</summary>
    public double? Confidence { get; init; }

    /// <summary>The model that answered, when the target learned it only then.</summary>
    public string? Model { get; init; }

    /// <summary>From acceptance to the first content.</summary>
    public TimeSpan FirstContentAfter { get; init; }

    /// <summary>From acceptance to the end.</summary>
    public TimeSpan Duration { get; init; }
}
