using System.Globalization;

namespace Orchestrator.Conversations.Budgets;

/// <summary>Refusals for money, in the words that every face shows.</summary>
internal static class BudgetErrors
{
    public static OrchestratorException Spent(decimal most, decimal left, string of) => new(
        ErrorReason.BudgetRefused,
        $"The answer could cost up to {Usd(most)} USD, and {Usd(Math.Max(0, left))} USD are left of {of}. Set a lower limit of tokens, or have the budget raised; repeating does not help.");

    public static OrchestratorException SetAside(decimal most, string? lostNode) => new(
        new(ErrorReason.Busy, $"The answer could cost up to {Usd(most)} USD, which is left of the budget but set aside for turns that run now"
            + (lostNode is null ? "" : $", or held for node '{lostNode}', which came back without its journal: 'orchestrator budgets release {lostNode} --spent USD' frees that")
            + ". Send the same turn again in a moment.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        });

    public static OrchestratorException Unknown(OrchestratorException cause) => new(
        new(ErrorReason.HostUnavailable, "The budget that the answer would be paid from cannot be asked for now, so nothing was sent to a model with a price. Send the same turn again in a moment.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        }, cause);

    public static OrchestratorException NoBudgets(string tenant) => new(ErrorReason.NotFound, $"Tenant '{tenant}' has no budgets here.", "node");

    public static OrchestratorException MayStillDraw(string node, DateTimeOffset? heard, DateTimeOffset until) => new(
        ErrorReason.InvalidRequest,
        (heard is { } at ? $"Node '{node}' was last heard of at {at.UtcDateTime:HH:mm:ss} UTC" : $"This host began to listen for node '{node}' too lately")
            + $", so it may draw on what it holds until {until.UtcDateTime:HH:mm:ss}. Nothing was freed. Ask again then.",
        "node");

    public static string Usd(decimal amount) => amount.ToString("0.############", CultureInfo.InvariantCulture);
}
