using Orchestrator.Conversations.Feedback;

namespace Orchestrator.Conversations.Events;

/// <summary>Someone judged the turn's answer. A later one of the same key takes the place of the earlier.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Judgement">What was said.</param>
/// <param name="KeyId">Which API key was shown; never the key.</param>
public sealed record TurnFeedback(string TurnId, TurnJudgement Judgement, string KeyId) : ConversationEvent(TurnId);
