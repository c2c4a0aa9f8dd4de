using Orchestrator.Privacy;

namespace Orchestrator.Conversations.Events;

/// <summary>An attempt began; durable before its bytes leave.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Attempt">Counts from 1.</param>
/// <param name="Target">Who executes it.</param>
/// <param name="Fallback">True when the target is not the plan's first.</param>
/// <param name="Ledger">What was cleared for it.</param>
public sealed record AttemptStarted(string TurnId, int Attempt, Target Target, bool Fallback, LedgerEntry Ledger) : ConversationEvent(TurnId)
{
    /// <summary>What was set aside of budgets for it, in US dollars: the most that it can cost. 0 when no budget applies.</summary>
    public decimal Reserved { get; init; }
}
