using System.Collections.Immutable;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Budgets;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests.Budgets;

/// <summary>Turns of the engine under budgets, on a real store.</summary>
public sealed class BudgetTurnTests
{
    // What the scripted target's answers cost: 10 tokens at 1 and 20 at 2 dollars a million.
    private const decimal Cost = 0.000_05m;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_turn_is_charged_what_it_cost_and_no_longer_answer_is_asked_for_than_was_set_aside()
    {
        int? most = null;
        var target = new ScriptedTarget("cloud", (request, _) =>
        {
            most = request.Options.MaxOutputTokens;
            return ScriptedTarget.Saying("x", "yes").Answer(request, default);
        });
        await using var host = new PlainHost([target], budgets: new Rules(0.001m));

        var turn = await host.Conversations.SendAsync(Ask("hello"));

        Assert.Equal((TurnState.Completed, Cost, 100), (turn.State, turn.Cost, most));
        Assert.Equal(0.001m - Cost, await LeftAsync(host));
    }

    [Fact]
    public async Task A_budget_that_is_spent_leaves_models_without_a_price_and_the_reasons_say_so()
    {
        var local = ScriptedTarget.Saying("mini", "from here");
        local.Target = local.Target with { Tier = Tier.Mini, Zone = Zone.Gateway, Price = TargetPrice.Free };
        await using var host = new PlainHost([ScriptedTarget.Echo("cloud"), local], budgets: new Rules(0.000_1m));

        var turn = await host.Conversations.SendAsync(Ask("hello") with { Preference = new() { Mode = RoutePreferenceMode.PreferCloud } });

        Assert.Equal((TurnState.Completed, "mini", 0m), (turn.State, turn.Route.Target!.Id, turn.Cost));
        Assert.Contains(turn.Route.Reasons, r => r.Contains("0.0001 USD are left of this month's budget of tenant 'acme'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_turn_that_no_budget_covers_is_refused_before_anything_is_sent_and_answered_once_the_budget_is_raised()
    {
        var target = ScriptedTarget.Echo("cloud");
        var rules = new Rules(0.000_1m);
        await using var host = new PlainHost([target], budgets: rules);

        var refused = await host.Conversations.SendAsync(Ask("hello", "t1"));
        Assert.Equal((ErrorReason.BudgetRefused, false, 0), (refused.Error!.Reason, refused.Error.Retryable, target.Runs));

        rules.Limit = 1;
        await ((BudgetSlices)host.Budgets).RefreshAsync(default);
        Assert.Equal(TurnState.Completed, (await host.Conversations.SendAsync(Ask("hello", "t2"))).State);
    }

    [Fact]
    public async Task While_the_bank_cannot_be_asked_models_without_a_price_answer_and_all_else_is_worth_a_repeat()
    {
        var (target, bank) = (ScriptedTarget.Echo("cloud"), new AbsentBank());
        var local = ScriptedTarget.Saying("mini", "from here");
        local.Target = local.Target with { Tier = Tier.Mini, Zone = Zone.Gateway, Price = TargetPrice.Free };
        await using var host = new PlainHost([target, local], bank: bank);

        var refused = await host.Conversations.SendAsync(Ask("hello", "t1") with { Preference = new() { Model = "cloud" } });
        var answered = await host.Conversations.SendAsync(Ask("hello", "t2") with { Preference = new() { Mode = RoutePreferenceMode.PreferCloud } });

        Assert.Equal((ErrorReason.NoTargetAvailable, true, 0), (refused.Error!.Reason, refused.Error.Retryable, target.Runs));
        Assert.Contains("the budget cannot be asked for now", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal((TurnState.Completed, "mini"), (answered.State, answered.Route.Target!.Id));
    }

    [Fact]
    public async Task A_bank_that_is_lost_between_the_route_and_the_sending_is_worth_a_repeat_and_nothing_is_sent()
    {
        var (target, bank) = (ScriptedTarget.Echo("cloud"), new AbsentBank { Answers = 1 });
        await using var host = new PlainHost([target], bank: bank);

        var refused = await host.Conversations.SendAsync(Ask("hello", "t1"));

        Assert.Equal((ErrorReason.HostUnavailable, true, 0), (refused.Error!.Reason, refused.Error.Retryable, target.Runs));
    }

    [Fact]
    public async Task A_conversation_has_a_budget_of_its_own_that_outlives_a_restart()
    {
        var rules = new Rules(null) { ConversationLimit = 0.000_3m };
        await using var host = new PlainHost([ScriptedTarget.Echo("cloud")], budgets: rules);
        var conversation = (await host.Conversations.SendAsync(Ask("hello", "t1"))).Conversation;
        await host.RestartAsync();

        Assert.Equal(TurnState.Completed, (await host.Conversations.SendAsync(Ask("hi", "t2", conversation))).State);
        var refused = await host.Conversations.SendAsync(Ask("hi", "t3", conversation));

        Assert.Equal(ErrorReason.BudgetRefused, refused.Error!.Reason);
        Assert.Contains("this conversation's budget", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(TurnState.Completed, (await host.Conversations.SendAsync(Ask("hello", "t4"))).State);
    }

    [Theory]
    [InlineData("unreachable", "")]
    [InlineData("cut-off", "some text")]
    public async Task An_attempt_that_fails_is_charged_for_what_was_sent_and_came_back_and_no_more(string code, string said)
    {
        var target = said.Length == 0 ? ScriptedTarget.Failing("cloud", code) : ScriptedTarget.BreakingOff("cloud", said);
        await using var host = new PlainHost([target], budgets: new Rules(1));

        await host.Conversations.SendAsync(Ask("hello"));

        // "hello" and "some text", four characters a token.
        Assert.Equal(said.Length == 0 ? 1 : 1 - 0.000_007m, await LeftAsync(host));
    }

    [Fact]
    public async Task A_turn_whose_host_was_killed_is_charged_once_and_at_its_most()
    {
        await using var host = new PlainHost([new ScriptedTarget("cloud", (_, stop) => Silent(stop))], budgets: new Rules(1));
        await host.Conversations.StartTurnAsync(Ann, Ask("hello", "t1"), default);
        await host.RestartAsync();

        // 11 bytes at 1 and 100 tokens at 2 dollars a million.
        Assert.Equal(1 - 0.000_211m, await LeftAsync(host));
        await host.RestartAsync();
        Assert.Equal(1 - 0.000_211m, await LeftAsync(host));
    }

    [Fact]
    public async Task Hundreds_of_conversations_at_once_leave_exactly_what_they_did_not_cost()
    {
        const decimal Limit = 0.005m;
        await using var host = new PlainHost([ScriptedTarget.Echo("cloud")], budgets: new Rules(Limit));

        var turns = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(() => host.Conversations.SendAsync(Ask("hello", $"t{i}"))))).WaitAsync(Patience);

        var left = await LeftAsync(host);
        Assert.Equal(Limit - turns.Sum(t => t.Cost), left);
        Assert.All(turns.Where(t => t.State != TurnState.Completed), t => Assert.Equal(ErrorReason.BudgetRefused, t.Error!.Reason));
        Assert.InRange(left, 0, 0.000_211m);

        await host.RestartAsync();
        Assert.Equal(left, await LeftAsync(host));
    }

    private static async Task<decimal> LeftAsync(PlainHost host)
    {
        await ((BudgetSlices)host.Budgets).RefreshAsync(default);
        return (await host.Budgets.LookAsync(Ann, default))!.Amount!.Value;
    }

    private static async IAsyncEnumerable<ModelUpdate> Silent([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        yield break;
    }

    /// <summary>A bank that answers a number of times, with a budget and no slice of it, and then no more.</summary>
    private sealed class AbsentBank : IBudgetBank
    {
        public int Answers { get; set; }

        public ValueTask<BudgetGrants> SyncAsync(BudgetReport report, CancellationToken cancellationToken) => Answers-- > 0
            ? new(new BudgetGrants([.. report.Claims.Select(static c => new BudgetGrant(c.KeyId, c.KeyId is null ? new(1, BudgetPeriod.Total) : null, DateTimeOffset.UnixEpoch) { Left = 1, ValidFor = TimeSpan.FromMinutes(1) })]))
            : throw new OrchestratorException(ErrorReason.HostUnavailable, "The bank is away.");
    }

    private sealed class Rules(decimal? limit) : IBudgetRules
    {
        public decimal? Limit { get; set; } = limit;

        public decimal? ConversationLimit { get; init; }

        public TenantBudgetRules? Find(string tenant) => new()
        {
            Tenant = Limit is { } most ? new(most, BudgetPeriod.Month) : null,
            Keys = ImmutableDictionary<string, BudgetRule>.Empty,
            ConversationLimit = ConversationLimit,
        };
    }
}
