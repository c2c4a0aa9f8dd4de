using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Events;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>A second target is asked where the first says nothing for a while: the first content wins, and both are paid.</summary>
public sealed class HedgeTests
{
    private static readonly TurnOptions s_hedging = new() { HedgeAfter = TimeSpan.FromMilliseconds(1) };

    private readonly GatedTarget _first = new("a");
    private readonly GatedTarget _second = new("b");
    private readonly MemoryLedger _ledger = new();

    [Fact]
    public async Task The_second_wins_where_its_content_comes_first_and_the_first_is_stopped_and_counted()
    {
        await using var host = Host();
        var reading = host.Conversations.SendTurnAsync(Ann, Ask("what is six times seven?"), default).ReadAllAsync();
        await _second.Started;

        _second.Say("forty-two");
        _second.End();
        var transcript = await reading;

        await _first.Stopped;
        var turn = transcript.End;
        Assert.Equal("forty-two", transcript.Text);
        Assert.Equal((TurnState.Completed, "b", 2, true), (turn.State, turn.Route.Target!.Id, turn.Route.Attempt, turn.Route.Fallback));
        Assert.Equal(["a superseded", "b answered"], turn.Costs.Select(c => $"{c.TargetId} {c.Outcome}"));
        Assert.True(turn.Costs[0].Usage.Estimated);
        Assert.Equal(turn.Costs.Sum(c => c.Cost), turn.Cost);
        Assert.Contains("a was asked as well: another attempt's content came first.", turn.Route.Reasons);
    }

    [Fact]
    public async Task The_first_wins_where_its_content_comes_first_although_a_second_runs()
    {
        await using var host = Host();
        var reading = host.Conversations.SendTurnAsync(Ann, Ask("what is six times seven?"), default).ReadAllAsync();
        await _second.Started;

        _first.Say("forty");
        await _second.Stopped;
        _second.Say("nothing of this is seen");
        _first.Say("-two");
        _first.End();
        var transcript = await reading;

        var turn = transcript.End;
        Assert.Equal(("forty-two", 0), (transcript.Text, transcript.Began));
        Assert.Equal((TurnState.Completed, "a", 1, false), (turn.State, turn.Route.Target!.Id, turn.Route.Attempt, turn.Route.Fallback));
        Assert.Equal(["a answered", "b superseded"], turn.Costs.Select(c => $"{c.TargetId} {c.Outcome}"));
    }

    [Fact]
    public async Task The_conversation_stays_with_the_one_that_answered_though_another_was_asked_later()
    {
        await using var host = Host();
        var reading = host.Conversations.SendTurnAsync(Ann, Ask("what is six times seven?"), default).ReadAllAsync();
        await _second.Started;
        _first.Say("forty-two");
        _first.End();
        var turn = (await reading).End;

        foreach (var target in new[] { _first, _second })
        {
            target.Say("fifty-six");
            target.End();
        }

        var next = await host.Conversations.SendAsync(Ask("and seven times eight?", conversation: turn.Conversation));
        var routed = (await host.EventsAsync(next)).OfType<TurnRouted>().Last();
        Assert.Equal(("a", "a"), (turn.Route.Target!.Id, routed.Input.Memory!.HeldTarget));
    }

    [Fact]
    public async Task Each_has_a_ledger_line_of_its_own_and_is_durable()
    {
        await using var host = Host();
        var reading = host.Conversations.SendTurnAsync(Ann, Ask("what is six times seven?", "t1"), default).ReadAllAsync();
        await _second.Started;
        _second.Say("forty-two");
        _second.End();
        var before = (await reading).End;

        Assert.Equal(["a", "b"], before.Route.Ledger.Select(e => e.TargetId));
        await host.RestartAsync();
        var after = (await host.Conversations.ReadTurnAsync(Ann, before.Conversation, "t1", default, default).ReadAllAsync()).End;
        Assert.Equal((before.Route.Attempt, before.Cost, "forty-two"), (after.Route.Attempt, after.Cost, after.Output!.Text));
    }

    [Fact]
    public async Task Where_one_fails_the_other_goes_on_and_where_both_fail_the_plan_goes_on()
    {
        await using var host = Host(ScriptedTarget.Saying("c", "third"));
        var reading = host.Conversations.SendTurnAsync(Ann, Ask("what is six times seven?"), default).ReadAllAsync();
        await _second.Started;

        _first.Fail();
        _second.Fail();
        var turn = (await reading).End;

        Assert.Equal((TurnState.Completed, "c", 3), (turn.State, turn.Route.Target!.Id, turn.Route.Attempt));
        Assert.Equal(["a cut-off", "b cut-off", "c answered"], turn.Costs.Select(c => $"{c.TargetId} {c.Outcome}"));
    }

    [Fact]
    public async Task Cancelling_stops_both()
    {
        await using var host = Host();
        var started = await host.Conversations.StartTurnAsync(Ann, Ask("what is six times seven?"), default);
        await _second.Started;

        var turn = await host.Conversations.CancelTurnAsync(Ann, started.Conversation, started.TurnId, default);

        await _first.Stopped;
        await _second.Stopped;
        Assert.Equal((TurnState.Cancelled, 2), (turn.State, turn.Costs.Length));
    }

    [Theory]
    [InlineData(100, 0.0004, false)]
    [InlineData(100, 0.0005, true)]
    [InlineData(null, 1, false)]
    public async Task A_cost_limit_must_hold_both(int? most, double limit, bool asked)
    {
        // Each costs (6 × 1 + 100 × 2) / 1,000,000 at most.
        await using var host = Host();
        var request = Ask("what is six times seven?") with { Options = new() { MaxOutputTokens = most }, Preference = new() { MaxCost = (decimal)limit } };
        var reading = host.Conversations.SendTurnAsync(Ann, request, default).ReadAllAsync();
        if (asked)
            await _second.Started;
        else
            await _first.Started;
        _first.Say("forty-two");
        _first.End();

        Assert.Equal(asked ? 2 : 1, (await reading).End.Costs.Length);
    }

    private PlainHost Host(params ScriptedTarget[] more) => new([_first.Connector, _second.Connector, .. more], ledger: _ledger, options: s_hedging);
}
