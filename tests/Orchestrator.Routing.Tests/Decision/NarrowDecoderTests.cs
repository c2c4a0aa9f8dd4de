using System.Collections.Immutable;
using CsCheck;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Routing.Tests.Decision;

/// <summary>A decoder of a narrow domain: unsure before it answers, right in what it then gives, and asked only where it matters.</summary>
public sealed class NarrowDecoderTests
{
    private static readonly Router s_router = new(new());
    private static readonly RouteCandidate s_tagger = Candidate("nano", Tier.Nano, Zone.Device, new() { Tools = true });
    private static readonly RouteCandidate s_decoder = Candidate("nano-decoder", Tier.Nano, Zone.Device, new() { Tools = true, JsonSchema = true }) with { Expected = 0.8 };
    private static readonly RouteCandidate s_cloud = Candidate("cloud", Tier.Cloud, Zone.Cloud("x"), new() { OpenEnded = true, Tools = true, JsonSchema = true });

    [Theory]
    [InlineData(0.58, 0.5, "nano-decoder cloud")]
    [InlineData(0.58, 0.9, "cloud nano-decoder")]
    [InlineData(0.1, 0.5, "cloud")]
    public void It_is_asked_before_the_cloud_where_it_may_be_able_to_and_what_it_gives_is_as_good_as_the_dial_asks(double confidence, double dial, string plan) =>
        Assert.Equal(plan, Plan(Input(s_tagger with { Confidence = 0 }, s_decoder with { Confidence = confidence }, s_cloud) with { Dial = dial }));

    [Fact]
    public void Why_says_how_often_it_is_right() =>
        Assert.Contains("58% sure that it can answer this, and 80% of what it does not decline is right", s_router.Decide(Input(s_decoder with { Confidence = 0.58 })).Plan[0].Why.Replace(" %", "%", StringComparison.Ordinal), StringComparison.Ordinal);

    [Fact]
    public void What_it_would_say_matters_where_the_tagger_says_that_a_text_is_not_its_own() =>
        Assert.True(s_router.DependsOnConfidence(Input(s_tagger with { Confidence = 0 }, s_decoder, s_cloud), 1));

    [Theory]
    [InlineData("the tagger is sure")]
    [InlineData("policy denies it")]
    [InlineData("only the cloud may answer")]
    [InlineData("it is away")]
    [InlineData("nobody else can answer")]
    public void What_it_would_say_does_not_matter_where(string reason)
    {
        var input = Input(s_tagger with { Confidence = 0 }, s_decoder, s_cloud);
        input = reason switch
        {
            "the tagger is sure" => input with { Candidates = input.Candidates.SetItem(0, s_tagger with { Confidence = 0.95 }) },
            "policy denies it" => input with { Candidates = input.Candidates.SetItem(1, s_decoder with { Verdict = Verdict.Deny }) },
            "only the cloud may answer" => input with { Preference = new() { Mode = RoutePreferenceMode.OnlyCloud } },
            "it is away" => input with { Candidates = input.Candidates.SetItem(1, s_decoder with { Target = s_decoder.Target with { Unavailable = "away" } }) },
            _ => input with { Preference = new() { Model = "nano-decoder" } },
        };
        Assert.False(s_router.DependsOnConfidence(input, 1));
    }

    [Fact]
    public void Where_what_it_would_say_does_not_matter_every_answer_of_it_leaves_the_first_the_same() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Enum<RoutePreferenceMode>()).Sample((sure, says, kept, dial, mode) =>
        {
            var input = Input(s_tagger with { Confidence = sure }, s_decoder with { Expected = kept }, s_cloud) with { Dial = dial, Preference = new() { Mode = mode } };
            var told = input with { Candidates = input.Candidates.SetItem(1, input.Candidates[1] with { Confidence = says }) };
            var silent = input with { Candidates = input.Candidates.SetItem(1, input.Candidates[1] with { Confidence = 0 }) };
            return s_router.DependsOnConfidence(input, 1) || Plan(told).Split(' ')[0] == Plan(silent).Split(' ')[0];
        });

    private static string Plan(RouteInput input) => string.Join(' ', s_router.Decide(input).Plan.Select(a => a.Target.Id));

    private static RouteInput Input(params ImmutableArray<RouteCandidate> candidates) => new()
    {
        Entered = Zone.Device,
        Label = Label.Public,
        Difficulty = new DifficultyEstimate(0.4, 0.3, 0.3, 0.4),
        PromptTokens = 20,
        Candidates = candidates,
    };

    private static RouteCandidate Candidate(string id, Tier tier, Zone zone, TargetCapabilities capabilities) => new()
    {
        Target = new() { Id = id, Tier = tier, Zone = zone, Node = "n", Model = new(id), Capabilities = capabilities },
        Verdict = Verdict.Allow,
        VerdictReason = "",
    };
}
