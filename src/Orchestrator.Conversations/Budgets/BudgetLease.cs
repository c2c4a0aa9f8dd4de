namespace Orchestrator.Conversations.Budgets;

/// <summary>A holder's slice of a budget in one window, as the bank keeps it. Sums are in US dollars and only rise.</summary>
/// <param name="Holder">Who holds it.</param>
/// <param name="Granted">What was granted.</param>
/// <param name="Returned">What came back undrawn.</param>
/// <param name="Spent">What attempts drawn on it have cost, as far as is known.</param>
public sealed record BudgetLease(BudgetHolder Holder, decimal Granted, decimal Returned, decimal Spent)
{
    private const string ClosedPrefix = "closed ";

    /// <summary>What of the limit the holder takes up. A model that took more than it was allowed can make it more than was granted.</summary>
    public decimal Held => Math.Max(Granted - Returned, Spent);

    /// <summary>It is all that starts of a holder with books of its own have spent that are gone and have told.</summary>
    internal bool IsClosed => Holder.KeepsOwnBooks && Holder.Incarnation.StartsWith(ClosedPrefix, StringComparison.Ordinal);

    /// <summary>The same with what one more start has spent.</summary>
    internal BudgetLease Closing(decimal charged) => this with { Granted = Granted + charged, Spent = Spent + charged };

    internal static BudgetLease NothingClosed(string holder) => new(new(holder, ClosedPrefix + holder), 0, 0, 0);
}
