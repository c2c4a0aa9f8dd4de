using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Routing.Tests.Decision;

/// <summary>What the machine, the clock, the purse and the dial let through.</summary>
public sealed class RouteLimitsTests
{
    private static readonly Router Router = new(new());

    private static readonly RouteCandidate Decoder = Open("nano-decoder", Tier.Nano, TargetPrice.Free);

    private static readonly RouteCandidate Mini = Open("mini", Tier.Mini, TargetPrice.Free);

    private static readonly RouteCandidate Cloud = Open("cloud", Tier.Cloud, new(1, 2));

    public static TheoryData<DeviceState, string?> States => new()
    {
        { new() { BatteryPercent = 9, OnBattery = true }, "the battery of n is at 9 %, and below 15 % its decoder rests" },
        { new() { BatteryPercent = 9 }, null },
        { new() { TemperatureCelsius = 95.4 }, "n is 95 °C hot, and above 90 °C its decoder rests" },
        { new() { AvailableMemoryMegabytes = 50 }, "n has 50 MiB of memory left, and its decoder wants 128" },
        { new(), null },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void A_machine_that_is_low_hot_or_full_does_not_decode(DeviceState state, string? why)
    {
        var decision = Router.Decide(Input(0.1, Decoder with { Target = Decoder.Target with { Device = state } }, Cloud));
        Assert.Equal(why, decision.Rejected.SingleOrDefault()?.Why);
        Assert.Equal(why is null ? "nano-decoder" : "cloud", decision.Plan[0].Target.Id);
        Assert.All(decision.Rejected, r => Assert.Equal("device", r.Filter));
    }

    [Fact]
    public void A_tagger_is_asked_on_the_last_percent_of_the_battery()
    {
        var tagger = Decoder with { Confidence = 0.95, Target = Decoder.Target with { Capabilities = new(), Device = new() { BatteryPercent = 1, OnBattery = true } } };
        Assert.Equal("nano-decoder", Router.Decide(Input(0.1, tagger, Cloud)).Plan[0].Target.Id);
    }

    [Fact]
    public void A_target_that_was_slow_lately_is_not_asked_by_a_caller_in_a_hurry()
    {
        var slow = Cloud with { Measure = new(TimeSpan.FromSeconds(3), TimeSpan.Zero, 100, 5) };
        var hurried = Input(0.9, slow, Mini) with { Preference = new() { MaxLatency = TimeSpan.FromSeconds(1) } };
        var decision = Router.Decide(hurried);
        Assert.Equal("latency", Assert.Single(decision.Rejected).Filter);
        Assert.Equal("mini", Assert.Single(decision.Plan).Target.Id);
        Assert.Equal("cloud", Router.Decide(hurried with { Preference = RoutePreference.None }).Plan[0].Target.Id);
    }

    [Fact]
    public void Of_what_is_good_enough_the_cheapest_is_asked_by_the_tokens_that_it_is_known_to_use()
    {
        var terse = Open("terse", Tier.Cloud, new(1, 10)) with { Measure = new(TimeSpan.FromSeconds(1), TimeSpan.Zero, 50, 5) };
        var wordy = Open("wordy", Tier.Cloud, new(1, 5)) with { Measure = new(TimeSpan.FromSeconds(1), TimeSpan.Zero, 800, 5) };
        Assert.Equal(["terse", "wordy"], Router.Decide(Input(0.9, wordy, terse)).Plan.Select(a => a.Target.Id));
        Assert.Equal(["wordy", "terse"], Router.Decide(Input(0.9, wordy, terse) with { MaxOutputTokens = 50 }).Plan.Select(a => a.Target.Id));
    }

    [Theory]
    [InlineData(0, 0.99, "mini")]
    [InlineData(0.25, 0.7, "mini")]
    [InlineData(0.25, 0.8, "cloud")]
    [InlineData(0.5, 0.45, "mini")]
    [InlineData(0.5, 0.55, "cloud")]
    [InlineData(0.75, 0.2, "mini")]
    [InlineData(0.75, 0.3, "cloud")]
    [InlineData(1, 0.1, "cloud")]
    public void The_dial_is_the_share_of_hard_prompts_that_the_large_model_gets(double dial, double complexity, string first)
    {
        Assert.Equal(first, Router.Decide(Input(complexity, Mini, Cloud) with { Dial = dial }).Plan[0].Target.Id);
        Assert.Equal(first, Router.Decide(Input(complexity, Mini, Cloud) with { Preference = new() { Quality = dial } }).Plan[0].Target.Id);
    }

    [Theory]
    [InlineData("balanced", 0.5)]
    [InlineData("Best", 1.0)]
    [InlineData("0.25", 0.25)]
    [InlineData("1.5", null)]
    [InlineData("NaN", null)]
    [InlineData("superb", null)]
    [InlineData(null, null)]
    public void The_dial_is_read_as_a_number_or_a_name(string? text, double? value) =>
        Assert.Equal(value, QualityDial.TryParse(text, out var dial) ? dial : null);

    private static RouteInput Input(double complexity, params RouteCandidate[] candidates) => new()
    {
        Entered = Zone.Device,
        Label = Label.Public,
        Difficulty = new DifficultyEstimate(0.01, 0.01, 0.98, complexity),
        PromptTokens = 1000,
        Candidates = [.. candidates],
    };

    private static RouteCandidate Open(string id, Tier tier, TargetPrice price) => new()
    {
        Target = new()
        {
            Id = id,
            Tier = tier,
            Zone = Zone.Device,
            Node = "n",
            Model = new(id),
            Capabilities = new() { OpenEnded = true, Tools = true },
            Price = price,
        },
        Verdict = Verdict.Allow,
        VerdictReason = "the test says so",
    };
}
