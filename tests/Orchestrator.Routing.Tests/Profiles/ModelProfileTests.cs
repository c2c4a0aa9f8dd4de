using CsCheck;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Routing.Profiles;

namespace Orchestrator.Routing.Tests.Profiles;

/// <summary>A model joins from some hundred scored prompts: what it is good at is known by groups of prompts that are alike.</summary>
public sealed class ModelProfileTests
{
    [Fact]
    public void A_model_that_fails_in_one_group_of_prompts_is_known_to_fail_there()
    {
        var random = new Random(7);
        var profile = ProfileFit.Of("m", "e", [.. Enumerable.Range(0, 400).Select(i => (Prompt(i % 4), random.NextDouble() < (i % 4 == 2 ? 0.1 : 0.8) ? 1.0 : 0.0))]);

        Assert.InRange(profile.Quality(Prompt(2)), 0.02, 0.25);
        Assert.All([0, 1, 3], group => Assert.InRange(profile.Quality(Prompt(group)), 0.65, 0.92));
        Assert.InRange(profile.CalibrationError, 0, 0.1);
    }

    [Fact]
    public void A_few_prompts_of_a_group_move_it_little()
    {
        var profile = ProfileFit.Of("m", "e", [.. Enumerable.Range(0, 98).Select(i => (Prompt(0), i % 2 == 0 ? 1.0 : 0.0)), (Prompt(1), 0), (Prompt(1), 0)]);
        Assert.InRange(profile.Quality(Prompt(1)), 0.35, 0.5);
    }

    [Fact]
    public void What_is_easy_for_others_is_expected_to_be_easy_for_it()
    {
        var random = new Random(7);
        var profile = ProfileFit.Of("m", "e", [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble()).Select(p => (Prompt(0) with { Strong = p, Weak = p }, random.NextDouble() < p ? 1.0 : 0.0))]);
        Assert.True(profile.Quality(Prompt(0) with { Strong = 0.9, Weak = 0.9 }) > profile.Quality(Prompt(0) with { Strong = 0.2, Weak = 0.2 }) + 0.3);
    }

    [Fact]
    public void A_quality_is_a_probability_whatever_was_scored() => Gen.Select(
        Gen.Select(Gen.Int[-1, 5], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 1]).Array[ProfileFit.LeastPrompts, 80], Gen.Int[-1, 40]).Sample(
        (scored, group) =>
        {
            var profile = ProfileFit.Of("m", "e", [.. scored.Select(s => (Prompt(s.Item1) with { Strong = s.Item2, Weak = s.Item3 }, s.Item4))]);
            Assert.InRange(profile.Quality(Prompt(group)), 0.01, 0.99);
        },
        iter: 10);

    [Fact]
    public void Too_few_prompts_are_refused() =>
        Assert.Contains("too few", Assert.Throws<ArgumentException>(() => ProfileFit.Of("m", "e", [(Prompt(0), 1)])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_shipped_estimator_tells_groups_and_the_same_for_the_same_prompt()
    {
        var estimator = DifficultyEstimator.Load(Path.Combine(AppContext.BaseDirectory, "models", "difficulty"));
        string[] prompts = ["turn off the lights", "Prove that $x^2 + y^2 = z^2$ has infinitely many solutions.", "def f(x):\n    return x[::-1]", "What is the capital of France?"];
        Assert.All(prompts, p => Assert.Equal(estimator.Estimate(p), estimator.Estimate(p)));
        Assert.True(prompts.Select(p => estimator.Estimate(p).Group).Distinct().Count() > 1);
    }

    [Fact]
    public void The_router_goes_by_a_profile_and_says_so()
    {
        var weak = Balancing.Fleet.Replica("local", null);
        var candidate = weak with { Target = weak.Target with { Id = "local", Tier = Tier.Mini, Zone = Zone.Device, Model = new("local"), Price = TargetPrice.Free }, Expected = 0.9 };
        var input = new RouteInput
        {
            Entered = Zone.Device,
            Label = Label.Public,
            Difficulty = new(0.01, 0.01, 0.98, 0.95),
            Candidates = [candidate, Balancing.Fleet.Replica("cloud", null)],
        };

        var known = new Router(new()).Decide(input);
        Assert.Equal("local", known.Plan[0].Target.Id);
        Assert.Contains("by its profile local answers", known.Reasons[0], StringComparison.Ordinal);
        Assert.Equal("cloud", new Router(new()).Decide(input with { Candidates = [candidate with { Expected = 0.3 }, input.Candidates[1]] }).Plan[0].Target.Id);
    }

    private static DifficultyEstimate Prompt(int group) => new(0, 0, 1, 0.5) { Group = group };
}
