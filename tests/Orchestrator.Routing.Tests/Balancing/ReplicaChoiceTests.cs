using System.Collections.Immutable;
using CsCheck;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Routing.Tests.Balancing;

/// <summary>Of two replicas that are drawn the less loaded one is asked; the draw is made of the decision's seed.</summary>
public sealed class ReplicaChoiceTests
{
    private static readonly Router Router = new(new());

    private static readonly Gen<TargetLoad> AnyLoad = Gen.Select(Gen.Int[0, 50], Gen.Int[0, 5000], (running, wait) => new TargetLoad(running, TimeSpan.FromMilliseconds(wait)));

    private static readonly Gen<RouteInput> AnyInput = Gen.Select(Gen.ULong, AnyLoad.Array[2, 6], (seed, loads) => Input(seed, [.. loads.Select((l, i) => Fleet.Replica($"r{i}", l))]));

    [Fact]
    public void The_less_loaded_of_two_is_asked() => AnyInput.Where(i => i.Candidates.Length == 2).Sample(input =>
    {
        var first = Router.Decide(input).Plan[0].Target.Id;
        var load = input.Candidates.ToDictionary(c => c.Target.Id, c => c.Load!.Value.Score);
        Assert.Equal(load.Values.Min(), load[first]);
    });

    [Fact]
    public void The_most_loaded_of_many_is_never_asked_and_each_other_sometimes_is()
    {
        ImmutableArray<RouteCandidate> replicas = [.. Enumerable.Range(0, 5).Select(i => Fleet.Replica($"r{i}", new(i, TimeSpan.FromMilliseconds(100))))];
        var asked = Enumerable.Range(0, 2000).Select(seed => Router.Decide(Input((ulong)seed, replicas)).Plan[0].Target.Id).CountBy(id => id).ToDictionary();

        // Of all pairs among five, the least loaded is in four of ten, the next is the better one in three, then two, then one.
        Assert.DoesNotContain("r4", asked.Keys);
        Assert.Equal([8, 6, 4, 2], Enumerable.Range(0, 4).Select(i => (int)Math.Round(asked[$"r{i}"] / 100.0)));
    }

    [Fact]
    public void The_order_of_the_catalogue_decides_nothing_and_a_decision_repeats() => AnyInput.Sample(input =>
        Assert.Equal(Router.Decide(input).Plan.Select(a => a.Target.Id), Router.Decide(input with { Candidates = [.. input.Candidates.Reverse()] }).Plan.Select(a => a.Target.Id)));

    [Fact]
    public void Every_replica_that_a_filter_lets_through_stays_in_the_plan_and_no_other_is_asked() => Gen.Select(AnyInput, Gen.Enum<Verdict>().Array[6], Gen.Bool.Array[6]).Sample((input, verdicts, away) =>
    {
        input = input with
        {
            Candidates = [.. input.Candidates.Select((c, i) => c with { Verdict = verdicts[i], Target = c.Target with { Unavailable = away[i] ? "circuit open" : null } })],
        };
        var usable = input.Candidates.Where(c => c.Verdict != Verdict.Deny && c.Target.Unavailable is null).Select(c => c.Target.Id);
        Assert.Equal(usable.Order(StringComparer.Ordinal), Router.Decide(input).Plan.Select(a => a.Target.Id).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void Load_moves_no_turn_between_models() => AnyInput.Sample(input =>
    {
        var other = Fleet.Replica("other", null) with { Load = new(1000, TimeSpan.FromHours(1)) };
        other = other with { Target = other.Target with { Model = new("another"), Price = new(0.5m, 1) } };
        Assert.Equal("other", Router.Decide(input with { Candidates = input.Candidates.Add(other) }).Plan[0].Target.Id);
    });

    [Theory]
    [InlineData(1000, 2, "r1")]
    [InlineData(1000, 9, "r0")]
    [InlineData(100, 2, "r0")]
    public void A_conversation_stays_with_the_replica_whose_cache_it_fills_unless_that_is_far_busier(int seen, int running, string asked)
    {
        var wait = TimeSpan.FromMilliseconds(100);
        var input = Input(1, [Fleet.Replica("r0", new(0, wait)), Fleet.Replica("r1", new(running, wait))]) with
        {
            Memory = new() { HeldTarget = "r1", HeldTier = Tier.Cloud, SeenTokens = seen },
        };
        Assert.Equal(asked, Router.Decide(input).Plan[0].Target.Id);
    }

    [Fact]
    public void The_answer_of_a_tool_goes_to_the_replica_that_asked_however_busy_it_is() => AnyInput.Sample(input =>
        Assert.Equal("r1", Router.Decide(input with { Memory = new() { HeldTarget = "r1", HeldTier = Tier.Cloud, InToolLoop = true } }).Plan[0].Target.Id));

    [Fact]
    public void Without_a_seed_nothing_is_drawn() => AnyInput.Sample(input =>
        Assert.Equal("r0", Router.Decide(input with { Seed = null }).Plan[0].Target.Id));

    [Fact]
    public void The_reason_names_both_that_were_drawn()
    {
        var decision = Router.Decide(Input(1, [Fleet.Replica("r0", new(4, TimeSpan.FromMilliseconds(80))), Fleet.Replica("r1", new(1, TimeSpan.FromMilliseconds(120)))]));
        Assert.Contains("of 2 replicas", decision.Reasons[0], StringComparison.Ordinal);
        Assert.Contains("(1 running, 120 ms to the first content; r0 4 running, 80 ms to the first content)", decision.Reasons[0], StringComparison.Ordinal);
    }

    private static RouteInput Input(ulong seed, ImmutableArray<RouteCandidate> replicas) => new()
    {
        Entered = Zone.Cluster,
        Label = Label.Public,
        Difficulty = new DifficultyEstimate(0.01, 0.01, 0.98, 0.9),
        PromptTokens = 1000,
        Seed = seed,
        Candidates = replicas,
    };
}
