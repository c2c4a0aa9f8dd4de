using CsCheck;
using Orchestrator.Conformance.Conversations;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>Who works is paid: every attempt's tokens are counted, told or estimated, and the cost says how it is made up.</summary>
public sealed class CostTests
{
    private static readonly ModelUsage s_none = new(0, 0);

    [Fact]
    public async Task A_cost_is_explained_part_by_part()
    {
        var target = Ending(new(1000, 300) { CachedInputTokens = 400, CacheWriteTokens = 100, ReasoningTokens = 200 }, "forty-two");
        target.Target = target.Target with { Price = new(2, 10) { CachedInputPerMillion = 0.5m, CacheWritePerMillion = 2.5m, ReasoningPerMillion = 12, AsOf = new(2026, 11, 1) } };
        await using var host = new PlainHost([target]);

        var turn = await host.Conversations.SendAsync(Ask("hello"));

        var cost = Assert.Single(turn.Costs);
        Assert.Equal(0.00485m, turn.Cost);
        Assert.Equal(
            "500 input at 2, 400 cached input at 0.5, 100 cache write at 2.5, 100 output at 10 and 200 reasoning at 12 USD a million; prices of 2026-11-01",
            cost.Why);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(-5, 2)]
    [InlineData(5, -2)]
    [InlineData(2_000_000, 2)]
    public async Task Usage_that_is_missing_or_cannot_be_is_estimated_and_said_to_be(int? input, int? output)
    {
        await using var host = new PlainHost([Ending(input is null ? null : new(input.Value, output!.Value), "forty-two")]);

        var turn = await host.Conversations.SendAsync(Ask("what is six times seven?"));

        Assert.Equal(new ModelUsage(6, 3) { Estimated = true }, turn.Usage);
        Assert.Equal(12 / 1_000_000m, turn.Cost);
        Assert.Contains("estimate", Assert.Single(turn.Costs).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, 0)]
    [InlineData(0, 6)]
    [InlineData(-1, 0)]
    public async Task More_cached_than_sent_and_more_reasoning_than_said_cannot_be(long cached, long reasoning)
    {
        await using var host = new PlainHost([Ending(new(5, 5) { CachedInputTokens = cached, ReasoningTokens = reasoning }, "a")]);

        Assert.True((await host.Conversations.SendAsync(Ask("hello"))).Usage!.Estimated);
    }

    [Fact]
    public async Task An_attempt_that_failed_after_it_had_begun_is_counted_beside_the_one_that_answered()
    {
        var broken = ScriptedTarget.BreakingOff("a", "half an answer");
        var whole = ScriptedTarget.Saying("b", "whole");
        await using var host = new PlainHost([broken, whole]);

        var turn = await host.Conversations.SendAsync(Ask("what is six times seven?") with { AllowRestart = true });

        Assert.Equal(TurnState.Completed, turn.State);
        Assert.Equal(["a cut-off", "b answered"], turn.Costs.Select(c => $"{c.TargetId} {c.Outcome}"));
        Assert.Equal([new(6, 4) { Estimated = true }, new(10, 20)], turn.Costs.Select(c => c.Usage));
        Assert.Equal(turn.Costs.Sum(c => c.Cost), turn.Cost);
        Assert.Equal((6 + (4 * 2) + 10 + (20 * 2)) / 1_000_000m, turn.Cost);
    }

    [Theory]
    [InlineData("rejected")]
    [InlineData("unreachable")]
    [InlineData("busy")]
    public async Task A_target_that_refuses_costs_nothing(string code)
    {
        await using var host = new PlainHost([ScriptedTarget.Failing("a", code), ScriptedTarget.Saying("b", "whole")]);

        Assert.Equal(["b"], (await host.Conversations.SendAsync(Ask("hello"))).Costs.Select(c => c.TargetId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancelled_turn_stops_its_target_and_is_counted_all_the_same(bool withText)
    {
        var target = new GatedTarget();
        await using var host = new PlainHost([target.Connector]);
        var started = await host.Conversations.StartTurnAsync(Ann, Ask("what is six times seven?"), default);
        await target.Started;
        if (withText)
        {
            target.Say("half an answer");
            await foreach (var update in host.Conversations.ReadTurnAsync(Ann, started.Conversation, started.TurnId, default, default))
            {
                if (update is TurnText)
                    break;
            }
        }

        var turn = await host.Conversations.CancelTurnAsync(Ann, started.Conversation, started.TurnId, default);

        await target.Stopped;
        Assert.Equal(TurnState.Cancelled, turn.State);
        Assert.Equal(new(6, withText ? 4 : 0) { Estimated = true }, Assert.Single(turn.Costs).Usage);
        await host.RestartAsync();
        Assert.Equal(turn.Cost, (await host.Conversations.ReadTurnAsync(Ann, started.Conversation, started.TurnId, default, default).ReadAllAsync()).End.Cost);
    }

    [Fact]
    public void Every_token_is_priced_once_and_no_cost_is_above_the_reserved()
    {
        var tokens = Gen.Long[0, 1_000_000];
        var price = Gen.Int[0, 100].Select(static p => (decimal)p);
        Gen.Select(Gen.Select(tokens, tokens, tokens), Gen.Select(tokens, tokens), Gen.Select(price, price, price, price, price)).Sample((input, output, p) =>
        {
            var usage = new ModelUsage(input.Item1 + input.Item2 + input.Item3, output.Item1 + output.Item2)
            {
                CachedInputTokens = input.Item2,
                CacheWriteTokens = input.Item3,
                ReasoningTokens = output.Item2,
            };
            var prices = new TargetPrice(p.Item1, p.Item2) { CachedInputPerMillion = Math.Min(p.Item3, p.Item1), CacheWritePerMillion = p.Item4, ReasoningPerMillion = p.Item5 };
            var cost = prices.Of(usage);
            return cost.Parts.Sum(static part => part.Tokens) == usage.InputTokens + usage.OutputTokens
                && cost.Amount <= prices.Of(usage.InputTokens, usage.OutputTokens)
                && prices.Of(s_none).Amount == 0;
        });
    }

    private static ScriptedTarget Ending(ModelUsage? usage, string text) => new("a", (_, _) => EndAsync(usage, text));

    private static async IAsyncEnumerable<ModelUpdate> EndAsync(ModelUsage? usage, string text)
    {
        await Task.Yield();
        yield return new ModelText(text);
        yield return new ModelEnded { Usage = usage };
    }
}
