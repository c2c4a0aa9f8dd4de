using System.Collections.Immutable;
using Orchestrator.Conversations.Feedback;

namespace Orchestrator.Conversations;

/// <summary>A turn as callers see it: what was asked, what was answered, by whom and why.</summary>
public sealed record TurnView
{
    /// <summary>The conversation.</summary>
    public required ConversationId Conversation { get; init; }

    /// <summary>The turn's id.</summary>
    public required string TurnId { get; init; }

    /// <summary>Where it stands.</summary>
    public required TurnState State { get; init; }

    /// <summary>What was asked.</summary>
    public required ImmutableArray<Message> Input { get; init; }

    /// <summary>The answer, when completed.</summary>
    public Message? Output { get; init; }

    /// <summary>How the answer ended: <c>stop</c>, <c>length</c>, <c>tool_calls</c>.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Why there is no answer.</summary>
    public OrchestratorError? Error { get; init; }

    /// <summary>The route, explained. Of the attempt that answered, or of the current one.</summary>
    public required TurnRoute Route { get; init; }

    /// <summary>Tokens of the answer.</summary>
    public ModelUsage? Usage { get; init; }

    /// <summary>Cost in US dollars, of all attempts together.</summary>
    public decimal Cost { get; init; }

    /// <summary>What each attempt cost that took tokens, oldest first.</summary>
    public ImmutableArray<AttemptCost> Costs { get; init; } = [];

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What was said of the answer, one judgement an API key, the oldest first.</summary>
    public ImmutableArray<GivenFeedback> Feedback { get; init; } = [];
}
