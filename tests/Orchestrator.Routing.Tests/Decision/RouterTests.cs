using System.Collections.Immutable;
using CsCheck;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Routing.Tests.Decision;

public sealed class RouterTests
{
    private static readonly Router Router = new(new());

    private static readonly string[] Models = ["auto", "nano", "mini", "cloud", "other"];

    private static readonly RouteCandidate Nano = Candidate("nano", Tier.Nano, Zone.Device) with { Confidence = 0.9 };

    private static readonly RouteCandidate Mini = Candidate("mini", Tier.Mini, Zone.Gateway) with { Confidence = 0.8 };

    private static readonly RouteCandidate Cloud = Candidate("cloud", Tier.Cloud, Zone.Cloud("x"));

    private static readonly Gen<RouteCandidate> AnyCandidate = Gen.Select(
        Gen.Int[0, 5], Gen.Int[1, 3], Gen.Enum<Verdict>(), Gen.Bool, Gen.Bool, Gen.Double[0, 1],
        (id, tier, verdict, away, tools, confidence) =>
        {
            var kind = (Tier)tier;
            var candidate = kind == Tier.Cloud ? Cloud : kind == Tier.Mini ? Mini : Nano;
            return candidate with
            {
                Target = candidate.Target with
                {
                    Id = $"{kind}-{id}",
                    Unavailable = away ? "away" : null,
                    Capabilities = candidate.Target.Capabilities with { Tools = tools },
                },
                Verdict = verdict,
                Confidence = kind == Tier.Cloud ? null : confidence,
            };
        });

    private static readonly Gen<RouteInput> AnyInput = Gen.Select(
        AnyCandidate.Array[0, 6], Gen.Enum<RoutePreferenceMode>(), Gen.Int[0, 4].Select(i => Models[i]), Gen.Bool, Gen.Double[0, 1],
        (candidates, mode, model, needsTools, quality) => Input([.. candidates.DistinctBy(c => c.Target.Id)]) with
        {
            Preference = new() { Mode = mode, Model = model, Quality = quality },
            NeedsTools = needsTools,
        });

    [Fact]
    public void A_target_that_policy_denies_is_never_in_a_plan() => AnyInput.Sample(input =>
    {
        var denied = input.Candidates.Where(c => c.Verdict == Verdict.Deny).Select(c => c.Target.Id).ToHashSet();
        return !Router.Decide(input).Plan.Any(a => denied.Contains(a.Target.Id));
    });

    [Fact]
    public void A_target_that_cannot_be_reached_never_changes_the_plan() => Gen.Select(AnyInput, AnyCandidate, Gen.Int[0, 6]).Sample((input, extra, at) =>
    {
        var away = extra with { Target = extra.Target with { Id = "extra", Unavailable = "away" } };
        var more = input with { Candidates = input.Candidates.Insert(Math.Min(at, input.Candidates.Length), away) };
        return Router.Decide(input).Plan.SequenceEqual(Router.Decide(more).Plan);
    });

    [Fact]
    public void The_same_input_in_any_order_gives_the_same_plan_and_every_target_is_planned_or_explained() => AnyInput.Sample(input =>
    {
        var once = Router.Decide(input);
        var again = new Router(new()).Decide(input with { Candidates = [.. input.Candidates.Reverse()] });
        Assert.True(once.Plan.SequenceEqual(again.Plan));
        Assert.Equal(once.ReasonCode, again.ReasonCode);
        Assert.Equal(
            input.Candidates.Select(c => c.Target.Id).Order(StringComparer.Ordinal),
            once.Plan.Select(a => a.Target.Id).Concat(once.Rejected.Select(r => r.TargetId)).Order(StringComparer.Ordinal));
        Assert.Equal(once.Plan.IsEmpty, once.Refusal is not null);
    });

    [Fact]
    public void A_sure_narrow_model_comes_first_and_an_unsure_one_not_at_all()
    {
        Assert.Equal(["nano", "mini", "cloud"], Ids(Input(Nano, Mini, Cloud)));
        Assert.Equal("nano-confident", Router.Decide(Input(Nano, Mini, Cloud)).ReasonCode);

        var unsure = Router.Decide(Input(Nano with { Confidence = 0.2 }, Cloud));
        Assert.Equal(["cloud"], unsure.Plan.Select(a => a.Target.Id));
        Assert.Equal("confidence", Assert.Single(unsure.Rejected).Filter);
    }

    [Fact]
    public void Ties_fall_to_the_smaller_id()
    {
        var a = Cloud with { Target = Cloud.Target with { Id = "a" } };
        var b = Cloud with { Target = Cloud.Target with { Id = "b" } };
        Assert.Equal(["a", "b"], Ids(Input(b, a)));
        Assert.Equal(["a", "b"], Ids(Input(a, b)));
    }

    [Theory]
    [InlineData(RoutePreferenceMode.OnlyDevice, "nano")]
    [InlineData(RoutePreferenceMode.OnlyCloud, "cloud")]
    [InlineData(RoutePreferenceMode.PreferDevice, "nano,mini,cloud")]
    [InlineData(RoutePreferenceMode.PreferCloud, "cloud,nano,mini")]
    public void A_preference_orders_or_limits_the_plan(RoutePreferenceMode mode, string plan) =>
        Assert.Equal(plan, string.Join(',', Ids(Input(Nano, Mini, Cloud) with { Preference = new() { Mode = mode } })));

    [Fact]
    public void A_caller_that_prefers_the_device_gets_it_even_unsure_when_nothing_else_is_left()
    {
        var attempt = Assert.Single(Router.Decide(Input(Nano with { Confidence = 0.1 }) with { Preference = new() { Mode = RoutePreferenceMode.PreferDevice } }).Plan);
        Assert.True(attempt.AcceptsDecline);
    }

    [Theory]
    [InlineData("policy", ErrorReason.PrivacyRefused, "refused-privacy")]
    [InlineData("health", ErrorReason.NoTargetAvailable, "refused-unavailable")]
    [InlineData("budget", ErrorReason.BudgetRefused, "refused-budget")]
    [InlineData("capability", ErrorReason.Unsupported, null)]
    [InlineData("preference", ErrorReason.PreferenceUnmet, "refused-preference")]
    public void A_refusal_says_which_filter_left_nothing(string filter, ErrorReason reason, string? code)
    {
        var input = Input(filter switch
        {
            "policy" => Cloud with { Verdict = Verdict.Deny },
            "health" => Cloud with { Target = Cloud.Target with { Unavailable = "away" } },
            _ => Cloud,
        }) with
        {
            NeedsJsonSchema = filter == "capability",
            Budget = filter == "budget" ? new RouteBudget(0, "the tenant's budget") : null,
            Preference = filter switch
            {
                "preference" => new() { Mode = RoutePreferenceMode.OnlyDevice },
                _ => RoutePreference.None,
            },
        };

        var decision = Router.Decide(input);

        Assert.Equal(filter, Assert.Single(decision.Rejected).Filter);
        Assert.Equal(reason, decision.Refusal!.Reason);
        if (code is not null)
            Assert.Equal(code, decision.ReasonCode);
    }

    [Theory]
    [InlineData("other", ErrorReason.NotFound)]
    [InlineData("Nano,Mini", ErrorReason.NotFound)]
    [InlineData("mini", ErrorReason.NoTargetAvailable)]
    public void A_model_that_nobody_has_is_unknown_and_a_tier_that_nobody_has_is_away(string model, ErrorReason reason) =>
        Assert.Equal(reason, Router.Decide(Input(Cloud) with { Preference = new() { Model = model } }).Refusal!.Reason);

    private static IEnumerable<string> Ids(RouteInput input) => Router.Decide(input).Plan.Select(a => a.Target.Id);

    [Fact]
    public void A_tiers_sure_tagger_is_asked_before_its_decoder_and_an_unsure_one_not_at_all()
    {
        var decoder = Candidate("nano-decoder", Tier.Nano, Zone.Device);
        decoder = decoder with { Target = decoder.Target with { Capabilities = new() { OpenEnded = true, Tools = true } } };
        var easy = Input(decoder, Nano with { Confidence = 0.7 }) with { Difficulty = new(0.01, 0.1, 0.8, 0.5) };
        Assert.Equal(["nano", "nano-decoder"], Router.Decide(easy).Plan.Select(a => a.Target.Id));
        Assert.Equal(["nano-decoder"], Router.Decide(Input(decoder, Nano with { Confidence = 0.1 })).Plan.Select(a => a.Target.Id));
        var named = Router.Decide(Input(decoder, Nano with { Confidence = 0.1 }) with { Preference = new() { Model = "nano" } }).Plan;
        Assert.Equal([("nano", false), ("nano-decoder", true)], named.Select(a => (a.Target.Id, a.AcceptsDecline)));
    }

    private static RouteInput Input(params ImmutableArray<RouteCandidate> candidates) => new()
    {
        Entered = Zone.Device,
        Label = Label.Public,
        Difficulty = new DifficultyEstimate(0.1, 0.1, 0.8, 0.5),
        PromptTokens = 1000,
        Candidates = candidates,
    };

    private static RouteCandidate Candidate(string id, Tier tier, Zone zone) => new()
    {
        Target = new()
        {
            Id = id,
            Tier = tier,
            Zone = zone,
            Node = "n",
            Model = new(id),
            Capabilities = new() { OpenEnded = tier == Tier.Cloud, Tools = true },
            Price = tier == Tier.Cloud ? new(1, 2) : TargetPrice.Free,
        },
        Verdict = Verdict.Allow,
        VerdictReason = "the test says so",
    };
}
