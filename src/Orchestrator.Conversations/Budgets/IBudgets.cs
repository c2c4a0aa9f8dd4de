namespace Orchestrator.Conversations.Budgets;

/// <summary>The budgets of callers, as the turn engine draws on them. Thread-safe.</summary>
public interface IBudgets
{
    /// <summary>What a caller may still spend; null when no budget applies. Answered from memory, but for a caller that is new here.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<BudgetLeft?> LookAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Sets aside what an attempt may cost at most. Mostly done in memory; when the slice here is used up, the bank is asked, and when
    /// only attempts that run now are in the way, their ends are waited for.
    /// </summary>
    /// <param name="caller">The caller.</param>
    /// <param name="most">The most that the attempt may cost, in US dollars.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OrchestratorException">
    /// <see cref="ErrorReason.BudgetRefused"/>: what is left is less. <see cref="ErrorReason.Busy"/>: it is not, but it was set aside by others
    /// for the whole wait. <see cref="ErrorReason.HostUnavailable"/>: the bank cannot be asked.
    /// </exception>
    ValueTask<BudgetReservation> ReserveAsync(Caller caller, decimal most, CancellationToken cancellationToken);
}
