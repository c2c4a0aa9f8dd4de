using System.Collections.Immutable;
using CsCheck;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Routing.Tests.Decision;

/// <summary>A conversation remembers where it was answered: locked in a tool loop, quick to rise, slow to fall, and forgetful after a pause.</summary>
public sealed class RouteMemoryTests
{
    private static readonly RouterOptions Options = new();

    private static readonly Router Router = new(Options);

    private static readonly ImmutableArray<RouteCandidate> Open = [Decoder("mini-a", Tier.Mini), Decoder("mini-b", Tier.Mini), Decoder("cloud-a", Tier.Cloud), Decoder("cloud-b", Tier.Cloud)];

    private static readonly Gen<RouteInput> AnyInput = Gen.Select(
        Gen.OneOf(new[] { "mini-a", "mini-b", "cloud-a", "cloud-b", "gone" }.Select(Gen.Const).ToArray()), Gen.Bool, Gen.Int[0, 4], Gen.Int[0, 3600], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Enum<Verdict>().Array[4], Gen.Bool,
        (held, loop, easy, idle, drift, complexity, verdicts, away) => Input(complexity) with
        {
            Memory = new()
            {
                HeldTarget = held,
                HeldTier = held.StartsWith("mini", StringComparison.Ordinal) ? Tier.Mini : Tier.Cloud,
                InToolLoop = loop,
                EasyTurns = easy,
                Idle = TimeSpan.FromSeconds(idle),
                Drift = drift,
                SeenTokens = 500,
            },
            Candidates = [.. Open.Select((c, i) => c with { Verdict = verdicts[i], Target = c.Target with { Unavailable = away && i == 2 ? "away" : null } })],
        });

    [Fact]
    public void Memory_lets_nothing_in_that_a_filter_keeps_out_and_keeps_nothing_out() => AnyInput.Sample(input =>
    {
        var with = Router.Decide(input);
        var without = Router.Decide(input with { Memory = null });
        Assert.Equal(without.Plan.Select(a => a.Target.Id).Order(StringComparer.Ordinal), with.Plan.Select(a => a.Target.Id).Order(StringComparer.Ordinal));
        Assert.True(without.Rejected.SequenceEqual(with.Rejected));
    });

    [Fact]
    public void A_tool_loop_stays_with_the_target_that_asked_whenever_that_may_answer() => AnyInput.Where(i => i.Memory!.InToolLoop).Sample(input =>
    {
        var plan = Router.Decide(input).Plan;
        Assert.True(plan.All(a => a.Target.Id != input.Memory!.HeldTarget) || plan[0].Target.Id == input.Memory!.HeldTarget);
    });

    [Fact]
    public void A_tier_never_falls_below_what_the_turn_alone_asks_for() => AnyInput.Where(i => !i.Memory!.InToolLoop).Sample(input =>
    {
        var decision = Router.Decide(input);
        Assert.True(decision.Plan.IsEmpty || decision.Plan[0].Target.Tier >= decision.Wanted);
    });

    [Fact]
    public void A_pause_or_another_topic_forgets() => AnyInput.Where(i => !i.Memory!.InToolLoop && (i.Memory.Idle >= Options.IdleReset || i.Memory.Drift >= Options.DriftReset)).Sample(input =>
        Assert.Equal(Router.Decide(input).Wanted, Router.Decide(input).Plan.Select(a => (Tier?)a.Target.Tier).FirstOrDefault()));

    [Fact]
    public void A_conversation_rises_at_once()
    {
        var decision = Router.Decide(Input(0.9) with { Memory = Held("mini-a", Tier.Mini) });
        Assert.Equal(Tier.Cloud, decision.Plan[0].Target.Tier);
    }

    [Theory]
    [InlineData(0, "cloud-b", "conversation-held")]
    [InlineData(1, "cloud-b", "conversation-held")]
    [InlineData(2, "mini-a", "mini-fits")]
    public void A_conversation_falls_only_after_some_easy_turns(int easyBefore, string first, string code)
    {
        var decision = Router.Decide(Input(0.1) with { Memory = Held("cloud-b", Tier.Cloud) with { EasyTurns = easyBefore } });
        Assert.Equal(first, decision.Plan[0].Target.Id);
        Assert.Equal(code, decision.ReasonCode);
        Assert.Equal(Tier.Mini, decision.Wanted);
    }

    [Fact]
    public void Of_two_targets_of_one_price_the_one_that_has_read_the_conversation_is_asked()
    {
        var memory = Held("cloud-b", Tier.Cloud);
        Assert.Equal("cloud-a", Router.Decide(Input(0.9)).Plan[0].Target.Id);
        Assert.Equal("cloud-b", Router.Decide(Input(0.9) with { Memory = memory }).Plan[0].Target.Id);
        Assert.Equal("cloud-a", Router.Decide(Input(0.9) with { Memory = memory with { Idle = Options.CacheLifetime } }).Plan[0].Target.Id);
    }

    [Theory]
    [InlineData(100, "cloud-a")]
    [InlineData(900, "cloud-b")]
    public void A_conversation_stays_while_the_prompt_cache_is_worth_more_than_a_cheaper_target(int seen, string first)
    {
        var dearer = Decoder("cloud-b", Tier.Cloud);
        dearer = dearer with { Target = dearer.Target with { Price = new(1.5m, 2) { CachedInputPerMillion = 0.1m } } };
        var input = Input(0.9) with { Candidates = [Open[2], dearer], Memory = Held("cloud-b", Tier.Cloud) with { SeenTokens = seen } };
        Assert.Equal(first, Router.Decide(input).Plan[0].Target.Id);
    }

    [Fact]
    public void A_sure_narrow_model_answers_in_the_middle_of_any_conversation()
    {
        var tagger = Decoder("nano", Tier.Nano);
        tagger = tagger with { Confidence = 0.99, Target = tagger.Target with { Capabilities = new() { Tools = true } } };
        var input = Input(0.1) with { Memory = Held("cloud-b", Tier.Cloud) };
        Assert.Equal("nano", Router.Decide(input with { Candidates = input.Candidates.Add(tagger) }).Plan[0].Target.Id);
    }

    [Theory]
    [InlineData("Prove that the square root of two is irrational please", "Which wine would match grilled trout with lemon butter sauce", 0.95, 1)]
    [InlineData("Prove that the square root of two is irrational please", "Could you prove the same about the square root of three, irrational or not", 0, 0.8)]
    [InlineData("Prove that the square root of two is irrational please", "and of three?", 0, 0)]
    public void Drift_is_high_for_another_topic_and_nothing_for_a_short_follow_up(string before, string now, double least, double most) =>
        Assert.InRange(TopicDrift.Of(now, [before]), least, most);

    private static RouteMemory Held(string target, Tier tier) => new() { HeldTarget = target, HeldTier = tier, SeenTokens = 400 };

    private static RouteInput Input(double complexity) => new()
    {
        Entered = Zone.Device,
        Label = Label.Public,
        Difficulty = new DifficultyEstimate(0.01, 0.01, 0.98, complexity),
        PromptTokens = 1000,
        Candidates = Open,
    };

    private static RouteCandidate Decoder(string id, Tier tier) => new()
    {
        Target = new()
        {
            Id = id,
            Tier = tier,
            Zone = tier == Tier.Cloud ? Zone.Cloud("x") : Zone.Device,
            Node = "n",
            Model = new(id),
            Capabilities = new() { OpenEnded = true, Tools = true },
            Price = tier == Tier.Cloud ? new(1, 2) : TargetPrice.Free,
        },
        Verdict = Verdict.Allow,
        VerdictReason = "the test says so",
    };
}
