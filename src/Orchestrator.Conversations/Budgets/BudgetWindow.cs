namespace Orchestrator.Conversations.Budgets;

/// <summary>The time that one filling of a budget lasts.</summary>
/// <param name="From">Its first moment; names it.</param>
/// <param name="Until">The first moment after it; null when it never ends.</param>
public readonly record struct BudgetWindow(DateTimeOffset From, DateTimeOffset? Until)
{
    /// <summary>The window of a period that a moment is in.</summary>
    /// <param name="period">The period.</param>
    /// <param name="now">The moment.</param>
    public static BudgetWindow Of(BudgetPeriod period, DateTimeOffset now)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var month = new DateTimeOffset(day.Year, day.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return period switch
        {
            BudgetPeriod.Day => new(day, day.AddDays(1)),
            BudgetPeriod.Month => new(month, month.AddMonths(1)),
            _ => new(DateTimeOffset.UnixEpoch, null),
        };
    }
}
