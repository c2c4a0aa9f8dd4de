using System.Globalization;

namespace Orchestrator.Conversations.Budgets;

/// <summary>Refusals for money, in the words that every face shows.</summary>
internal static class BudgetErrors
{
    public static OrchestratorException Spent(decimal most, decimal left, string of) => new(
        ErrorReason.BudgetRefused,
        $"The answer could cost up to {Usd(most)} USD, and {Usd(Math.Max(0, left))} USD are left of {of}. Set a lower limit of tokens, or have the budget raised; repeating does not help.");

    public static OrchestratorException SetAside(decimal most) => new(
        new(ErrorReason.Busy, $"The answer could cost up to {Usd(most)} USD, which is left of the budget but set aside for turns that run now. Send the same turn again in a moment.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        });

    public static OrchestratorException Unknown(OrchestratorException cause) => new(
        new(ErrorReason.HostUnavailable, "The budget that the answer would be paid from cannot be asked for now, so nothing was sent to a model with a price. Send the same turn again in a moment.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        }, cause);

    public static string Usd(decimal amount) => amount.ToString("0.############", CultureInfo.InvariantCulture);
}
