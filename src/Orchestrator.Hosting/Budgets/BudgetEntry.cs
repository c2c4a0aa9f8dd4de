using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Hosting.Budgets;

/// <summary>A budget as the file has it.</summary>
public class BudgetEntry
{
    /// <summary>US dollars in each period; for prepaid credits, what there is besides them.</summary>
    /// <value>Null by default: no limit, unless there are credits.</value>
    public decimal? Limit { get; set; }

    /// <summary>How often it begins anew.</summary>
    /// <value>The default is <see cref="BudgetPeriod.Month"/>.</value>
    public BudgetPeriod Period { get; set; } = BudgetPeriod.Month;

    /// <summary>Prepaid credits. With any of them the period is <see cref="BudgetPeriod.Total"/>.</summary>
    public IList<CreditEntry> Credits { get; set; } = [];

    /// <summary>The rule that the engine follows; null when there is no limit.</summary>
    internal BudgetRule? Rule() => Limit is null && Credits.Count == 0 ? null : new((Limit ?? 0) + Credits.Sum(static c => c.Amount), Period);

    /// <summary>What forbids using it; null when it can be used.</summary>
    internal string? BudgetProblem(string whose) =>
        Limit is < 0 or > 1_000_000_000 ? $"the limit of {whose} must be 0 to 1000000000 US dollars."
        : !Enum.IsDefined(Period) ? $"the period of {whose} must be total, day or month."
        : Credits.Count > 0 && Period != BudgetPeriod.Total ? $"{whose} has credits, which are spent once: its period must be total."
        : Credits.Any(static c => c.Id.Length == 0 || c.Amount is < -1_000_000_000 or > 1_000_000_000) ? $"each credit of {whose} needs an id and an amount."
        : Credits.DistinctBy(static c => c.Id).Count() != Credits.Count ? $"{whose} has a credit twice; each id counts once."
        : null;
}
