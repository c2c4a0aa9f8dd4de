using System.Diagnostics.Metrics;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Events;
using Orchestrator.Protocol;
using Orchestrator.Routing;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>Turns are spread over replicas of one model by what runs there; the decision says so and replays.</summary>
public sealed class ReplicaTests
{
    [Fact]
    public async Task A_turn_goes_to_the_replica_where_nothing_runs()
    {
        var busy = new GatedTarget("busy");
        var idle = Replica(ScriptedTarget.Echo("idle"));
        await using var host = new PlainHost([Replica(busy.Connector), idle]);
        var running = host.Conversations.SendTurnAsync(Ann, Ask("keeps busy") with { Preference = new() { Model = "busy" } }, default).ReadAllAsync();
        await busy.Started;

        for (var i = 0; i < 8; i++)
            Assert.Equal("idle", (await host.Conversations.SendAsync(Ask("hello"))).Route.Target!.Id);

        busy.Say("done");
        busy.End();
        await running;
    }

    [Fact]
    public async Task The_reason_tells_of_the_draw_and_the_stored_decision_replays()
    {
        await using var host = new PlainHost([Replica(ScriptedTarget.Echo("a")), Replica(ScriptedTarget.Echo("b"))]);
        var turns = new List<TurnView>();
        for (var i = 0; i < 12; i++)
            turns.Add(await host.Conversations.SendAsync(Ask("hello")));

        Assert.All(turns, t => Assert.Contains("of 2 replicas a and b were drawn", string.Join(' ', t.Route.Reasons).Replace("b and a", "a and b", StringComparison.Ordinal), StringComparison.Ordinal));
        foreach (var turn in turns)
        {
            var routed = Assert.Single((await host.EventsAsync(turn)).OfType<TurnRouted>());
            Assert.NotNull(routed.Input.Seed);
            Assert.Equal(routed.Decision.ToProto(), new Router(new()).Decide(routed.Input.ToProto().FromProto()).ToProto());
        }
    }

    [Fact]
    public async Task A_replica_that_fails_gives_way_to_the_other()
    {
        await using var host = new PlainHost([Replica(ScriptedTarget.Failing("a")), Replica(ScriptedTarget.Echo("b"))]);
        for (var i = 0; i < 6; i++)
            Assert.Equal("b", (await host.Conversations.SendAsync(Ask("hello"))).Route.Target!.Id);
    }

    [Fact]
    public async Task What_one_replica_says_is_not_its_own_no_other_is_asked()
    {
        ScriptedTarget[] taggers = [Tagger("tagger-1"), Tagger("tagger-2")];
        await using var host = new PlainHost([.. taggers, ScriptedTarget.Echo("cloud")]);

        var turn = await host.Conversations.SendAsync(Ask("hello"));

        Assert.Equal("cloud", turn.Route.Target!.Id);
        Assert.Equal(1, taggers.Sum(t => t.Runs));

        static ScriptedTarget Tagger(string id)
        {
            var tagger = Replica(ScriptedTarget.Declining(id));
            tagger.Target = tagger.Target with { Tier = Tier.Mini, Zone = Zone.Gateway, Node = id };
            return tagger;
        }
    }

    [Fact]
    public async Task Each_choice_is_counted_and_the_load_of_each_target_can_be_read()
    {
        var seen = new HashSet<string>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Name is "orchestrator.routes.balanced" or "orchestrator.target.outstanding") l.EnableMeasurementEvents(i); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            lock (seen)
                seen.Add($"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(t => t.Value))}");
        });
        listener.Start();
        await using var host = new PlainHost([Replica(ScriptedTarget.Echo("metered-1")), Replica(ScriptedTarget.Failing("metered-2"))]);
        await host.Conversations.SendAsync(Ask("hello"));
        await host.Conversations.SendAsync(Ask("hello"));
        listener.RecordObservableInstruments();

        lock (seen)
        {
            Assert.Contains("orchestrator.target.outstanding 0 metered-1", seen);
            Assert.Contains(seen, s => s is "orchestrator.routes.balanced 1 metered-1 False" or "orchestrator.routes.balanced 1 metered-2 False");
        }
    }

    private static ScriptedTarget Replica(ScriptedTarget target)
    {
        target.Target = target.Target with { Node = "one-provider" };
        return target;
    }
}
