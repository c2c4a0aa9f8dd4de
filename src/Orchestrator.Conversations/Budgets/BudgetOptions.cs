using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Conversations.Budgets;

/// <summary>How budgets are drawn on; configuration section <c>Orchestrator:Budgets</c>.</summary>
public sealed class BudgetOptions
{
    /// <summary>The most completion tokens of a turn under a budget whose caller sets no limit: without one, its cost had no bound.</summary>
    /// <value>The default is 4,096.</value>
    [Range(1, 1_000_000)]
    public int MaxOutputTokens { get; set; } = 4096;

    /// <summary>How long a turn waits for money that is left but set aside for turns that run.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(5);
}
