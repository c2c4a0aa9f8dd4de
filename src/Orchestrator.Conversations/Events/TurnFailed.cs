namespace Orchestrator.Conversations.Events;

/// <summary>The turn was refused or failed.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Error">Why.</param>
public sealed record TurnFailed(string TurnId, OrchestratorError Error) : ConversationEvent(TurnId);
