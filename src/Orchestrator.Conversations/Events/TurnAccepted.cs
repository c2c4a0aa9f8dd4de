using System.Collections.Immutable;

namespace Orchestrator.Conversations.Events;

/// <summary>A turn was accepted; from here on it will be answered or its end explained.</summary>
/// <param name="TurnId">The turn.</param>
public sealed record TurnAccepted(string TurnId) : ConversationEvent(TurnId)
{
    /// <summary>Digest of everything the caller asked; another body under the same turn id has another.</summary>
    public required ReadOnlyMemory<byte> BodyDigest { get; init; }

    /// <summary>Messages before the conversation's first turn that the caller brought along.</summary>
    public ImmutableArray<Message> ImportedHistory { get; init; } = [];

    /// <summary>What was asked.</summary>
    public required ImmutableArray<Message> Input { get; init; }

    /// <summary>Tools that the caller can run.</summary>
    public ImmutableArray<ToolDeclaration> Tools { get; init; } = [];

    /// <summary>How the model is asked to answer.</summary>
    public ModelOptions Options { get; init; } = new();

    /// <summary>What the caller asks of the route.</summary>
    public RoutePreference Preference { get; init; } = RoutePreference.None;

    /// <summary>Whether readers can be told to start again.</summary>
    public bool AllowRestart { get; init; }

    /// <summary>Whether readers want to see what a local model said before a stronger target is asked.</summary>
    public bool Drafts { get; init; }

    /// <summary>The zone where the text entered.</summary>
    public required Zone Entered { get; init; }

    /// <summary>Which API key was shown.</summary>
    public required string KeyId { get; init; }
}
