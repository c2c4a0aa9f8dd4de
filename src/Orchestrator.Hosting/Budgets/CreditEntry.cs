namespace Orchestrator.Hosting.Budgets;

/// <summary>Money that was paid in advance.</summary>
public sealed class CreditEntry
{
    /// <summary>Names the payment, so that it counts once.</summary>
    public string Id { get; set; } = "";

    /// <summary>US dollars; less than 0 takes a payment back.</summary>
    public decimal Amount { get; set; }
}
