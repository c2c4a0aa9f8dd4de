namespace Orchestrator.Conversations.Budgets;

/// <summary>For a host on which nobody has a budget.</summary>
public sealed class NoBudgets : IBudgets
{
    /// <inheritdoc/>
    public ValueTask<BudgetLeft?> LookAsync(Caller caller, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public ValueTask<BudgetReservation> ReserveAsync(Caller caller, decimal most, CancellationToken cancellationToken) => new(new BudgetReservation(most, null, ""));
}
