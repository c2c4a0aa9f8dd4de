namespace Orchestrator.Conversations.Budgets;

/// <summary>What is set aside for one attempt, until it is settled. Thread-safe.</summary>
public sealed class BudgetReservation
{
    private readonly Action<decimal>? _settle;
    private int _settled;

    internal BudgetReservation(decimal most, Action<decimal>? settle, string incarnation) => (Most, _settle, Incarnation) = (most, settle, incarnation);

    /// <summary>The most that the attempt may cost, in US dollars.</summary>
    public decimal Most { get; }

    /// <summary>The start of the holder's process that drew it; empty when it was drawn on no budget.</summary>
    public string Incarnation { get; }

    /// <summary>Tells what the attempt has cost and frees the rest. Only the first call counts.</summary>
    /// <param name="cost">US dollars.</param>
    public void Settle(decimal cost)
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
            _settle?.Invoke(cost);
    }
}
