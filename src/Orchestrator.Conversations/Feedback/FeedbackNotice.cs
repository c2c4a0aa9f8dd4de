using Orchestrator.Conversations.Events;

namespace Orchestrator.Conversations.Feedback;

/// <summary>Feedback with the decision that it is about. It holds content only in the judgement's comment and correction.</summary>
public sealed record FeedbackNotice
{
    /// <summary>The conversation, with its tenant.</summary>
    public required ConversationKey Conversation { get; init; }

    /// <summary>The turn.</summary>
    public required string TurnId { get; init; }

    /// <summary>What was said.</summary>
    public required GivenFeedback Given { get; init; }

    /// <summary>What the same key had said before, and takes back with it; null the first time.</summary>
    public GivenFeedback? Replaced { get; init; }

    /// <summary>The decision, with every input of it.</summary>
    public required TurnRouted Routed { get; init; }

    /// <summary>Who answered, or was asked last; null when the turn was refused.</summary>
    public Target? Target { get; init; }

    /// <summary>The number of the attempt that is judged, from 1; 0 when the turn was refused.</summary>
    public int Attempt { get; init; }
}
