using Orchestrator.Routing;

namespace Orchestrator.Cli.Routes.Replay;

/// <summary>One of the two decisions of a turn, and what it comes to.</summary>
/// <param name="Target">Who is asked first; null when it is refused.</param>
/// <param name="ReasonCode">Why.</param>
/// <param name="Quality">Expected quality of the answer; 0 when refused.</param>
/// <param name="Dollars">What the answer costs there: the tokens that it had, or is assumed to have, at the target's price.</param>
/// <param name="Sensitive">Text above public goes to a provider.</param>
internal sealed record Side(Target? Target, string ReasonCode, double Quality, decimal Dollars, bool Sensitive)
{
    public string Tier => Target?.Tier.ToString().ToLowerInvariant() ?? "refused";

    public static Side Of(JournalTurn turn, Label label, RouteDecision decision, RouterOptions options)
    {
        if (decision.Plan.IsEmpty)
            return new(null, decision.ReasonCode, 0, 0, false);
        var first = decision.Plan[0];
        var output = turn.Completed?.Usage?.OutputTokens ?? options.AssumedOutputTokens;
        return new(
            first.Target,
            decision.ReasonCode,
            first.ExpectedQuality,
            first.Target.Price.Of(turn.Routed.Input.PromptTokens, output),
            first.Target.Tier == Orchestrator.Tier.Cloud && label.Level > SensitivityLevel.Public);
    }
}
