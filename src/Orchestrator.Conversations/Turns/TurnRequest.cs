using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>What a caller asks in one turn.</summary>
public sealed record TurnRequest
{
    /// <summary>The conversation; null opens one, or joins the one whose whole history is <see cref="History"/>.</summary>
    public ConversationId? Conversation { get; init; }

    /// <summary>The caller's idempotency key, 1 to 128 printable ASCII characters; null makes one.</summary>
    public string? TurnId { get; init; }

    /// <summary>What is new: usually one user message, or system and user, or the results of tool calls. Not empty.</summary>
    public required ImmutableArray<Message> Input { get; init; }

    /// <summary>For callers that send everything each time: the messages before <see cref="Input"/>. Only without <see cref="Conversation"/>.</summary>
    public ImmutableArray<Message> History { get; init; } = [];

    /// <summary>Tools that the caller can run.</summary>
    public ImmutableArray<ToolDeclaration> Tools { get; init; } = [];

    /// <summary>How the model is asked to answer.</summary>
    public ModelOptions Options { get; init; } = new();

    /// <summary>What the caller asks of the route.</summary>
    public RoutePreference Preference { get; init; } = RoutePreference.None;

    /// <summary>
    /// Whether a reader of this turn can be told to start again: then an answer that breaks off goes on as a new attempt,
    /// announced by <see cref="AttemptBegan"/>. Otherwise the turn fails with <see cref="ErrorReason.AnswerCutOff"/>.
    /// </summary>
    public bool AllowRestart { get; init; }

    /// <summary>Whether readers want to see, as a <see cref="TurnDraft"/>, what a local model said before a stronger target is asked.</summary>
    public bool Drafts { get; init; }

    /// <summary>
    /// Whether the caller reads nothing but how the turn ends: it may be told the start and the end alone, and is not woken for every
    /// piece. No part of what is asked, and it does not travel.
    /// </summary>
    public bool EndOnly { get; init; }
}
