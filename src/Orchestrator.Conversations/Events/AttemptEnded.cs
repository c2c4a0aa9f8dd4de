namespace Orchestrator.Conversations.Events;

/// <summary>An attempt ended without an answer, and the turn goes on.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Outcome"><c>declined</c>, or the code of the target's failure.</param>
/// <param name="Detail">What happened, without text of people or models.</param>
/// <param name="Confidence">The model's confidence, when it declined.</param>
public sealed record AttemptEnded(string TurnId, int Attempt, string Outcome, string Detail, double? Confidence) : ConversationEvent(TurnId);
