using System.Collections.Immutable;
using Orchestrator.Conversations.Events;
using Orchestrator.Privacy;

namespace Orchestrator.Cli.Routes.Replay;

/// <summary>A decided turn of a journal. A turn that was tried again is there with its last decision.</summary>
/// <param name="Conversation">Its conversation.</param>
/// <param name="Routed">What was decided, of what.</param>
internal sealed record JournalTurn(ConversationKey Conversation, TurnRouted Routed)
{
    /// <summary>What was asked; null when texts are not read.</summary>
    public TurnAccepted? Accepted { get; init; }

    /// <summary>Everything that would be sent, with where it comes from; empty when texts are not read.</summary>
    public ImmutableArray<(Message Message, MessageOrigin Origin)> Said { get; init; } = [];

    /// <summary>Its answer, if it had one.</summary>
    public TurnCompleted? Completed { get; init; }
}
