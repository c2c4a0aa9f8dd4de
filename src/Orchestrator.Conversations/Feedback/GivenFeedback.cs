namespace Orchestrator.Conversations.Feedback;

/// <summary>A judgement as it is kept.</summary>
/// <param name="Judgement">What was said.</param>
/// <param name="KeyId">Which API key was shown; one key has one judgement of a turn.</param>
/// <param name="At">When.</param>
public sealed record GivenFeedback(TurnJudgement Judgement, string KeyId, DateTimeOffset At);
