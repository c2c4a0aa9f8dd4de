namespace Orchestrator.Conversations.Events;

/// <summary>An attempt ended without an answer.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Outcome"><c>declined</c>, <c>cancelled</c>, <see cref="Superseded"/>, <see cref="Doubted"/>, or the code of the target's failure.</param>
/// <param name="Detail">What happened, without text of people or models.</param>
/// <param name="Confidence">The model's confidence, when it declined.</param>
public sealed record AttemptEnded(string TurnId, int Attempt, string Outcome, string Detail, double? Confidence) : ConversationEvent(TurnId)
{
    /// <summary>The <see cref="Outcome"/> of an attempt that was stopped because another one's content came first.</summary>
    public const string Superseded = "superseded";

    /// <summary>The <see cref="Outcome"/> of an attempt whose answer its model's calibration does not vouch for, so that a stronger target is asked.</summary>
    public const string Doubted = "doubted";

    /// <summary>Tokens that it took all the same; null when nothing reached the target.</summary>
    public ModelUsage? Usage { get; init; }

    /// <summary>Cost in US dollars.</summary>
    public decimal Cost { get; init; }
}
