using Orchestrator.Conformance.Conversations;
using Orchestrator.Privacy;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>What makes answers more reliable never makes them less private: a denial holds on every way on.</summary>
public sealed class PrivacyUnderFailureTests
{
    private const string Secret = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";

    private static readonly PrivacyPolicy s_policy = PrivacyPolicy.Parse("""
        version: 1
        name: secrets-stay
        rules:
          - { name: all, zones: ['*'], verdict: allow }
          - { name: secrets-stay-here, zones: [cluster, cloud], categories: [SECRET], verdict: deny, carry: never }
        """);

    [Theory]
    [InlineData("unreachable", "", "auto")]
    [InlineData("busy", "", "auto")]
    [InlineData("timeout", "", "auto")]
    [InlineData("cut-off", "half of", "auto")]
    [InlineData("unreachable", "", "cloud")]
    public async Task A_text_that_policy_denies_a_provider_reaches_it_neither_by_fallback_nor_hedge_nor_retry_nor_name(string code, string said, string model)
    {
        var near = said.Length == 0 ? ScriptedTarget.Failing("mini", code) : ScriptedTarget.BreakingOff("mini", said);
        near.Target = near.Target with { Tier = Tier.Mini, Zone = Zone.Gateway, Price = TargetPrice.Free };
        var cloud = ScriptedTarget.Saying("cloud", "leaked");
        var gate = new EgressGate(new TextAnalyzer(), s_policy, new LedgerKey(new byte[LedgerKey.Size]), TimeProvider.System);
        await using var host = new PlainHost([near, cloud], gate, options: new() { Retries = 2, HedgeAfter = TimeSpan.FromMilliseconds(1), MaxRetryWait = TimeSpan.FromSeconds(10) });

        var turn = await host.Conversations.SendAsync(Ask($"is {Secret} a good token?") with { Preference = new() { Model = model }, AllowRestart = true });

        Assert.Equal((TurnState.Failed, 0), (turn.State, cloud.Runs));
        Assert.Equal(model == "cloud", near.Runs == 0);

        // The positive control: without the secret the same way on is taken.
        var open = await host.Conversations.SendAsync(Ask("is it a good day?") with { Preference = new() { Model = model }, AllowRestart = true });
        Assert.Equal((TurnState.Completed, 1), (open.State, cloud.Runs));
    }
}
