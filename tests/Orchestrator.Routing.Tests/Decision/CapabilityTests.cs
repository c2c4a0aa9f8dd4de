using CsCheck;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Routing.Tests.Decision;

/// <summary>What a request needs is a filter before the choice: no plan, and so no fallback, has a target that cannot do it.</summary>
public sealed class CapabilityTests
{
    private static readonly Router s_router = new(new());
    private static readonly int[] s_contexts = [0, 100, 1000, 10_000];

    private static readonly Gen<RouteCandidate> AnyCandidate = Gen.Select(
        Gen.Int[1, 3], Gen.Bool, Gen.Bool, Gen.Int[0, 3].Select(static i => s_contexts[i]),
        (tier, tools, schema, context) => new RouteCandidate
        {
            Target = new()
            {
                Id = "",
                Tier = (Tier)tier,
                Zone = tier == (int)Tier.Cloud ? Zone.Cloud("x") : Zone.Gateway,
                Node = "n",
                Model = new("m"),
                Capabilities = new() { OpenEnded = true, Tools = tools, JsonSchema = schema, ContextTokens = context },
            },
            Verdict = Verdict.Allow,
            VerdictReason = "",
        });

    private static readonly Gen<RouteInput> AnyInput = Gen.Select(
        AnyCandidate.Array[1, 6], Gen.Bool, Gen.Bool, Gen.Int[1, 20_000],
        (candidates, tools, schema, tokens) => new RouteInput
        {
            Entered = Zone.Device,
            Label = Label.Public,
            Difficulty = new DifficultyEstimate(0.1, 0.1, 0.8, 0.9),
            HasTools = tools,
            NeedsTools = tools,
            NeedsJsonSchema = schema,
            PromptTokens = tokens,
            Candidates = [.. candidates.Select((c, i) => c with { Target = c.Target with { Id = $"t{i}" } })],
        });

    [Fact]
    public void Every_target_of_a_plan_can_do_what_is_asked() => AnyInput.Sample(input =>
        s_router.Decide(input).Plan.All(a => Can(a.Target, input)));

    [Fact]
    public void Who_can_do_it_is_in_the_plan_and_who_cannot_is_told_why() => AnyInput.Sample(input =>
    {
        var decision = s_router.Decide(input);
        return input.Candidates.All(c => Can(c.Target, input)
            ? decision.Plan.Any(a => a.Target.Id == c.Target.Id)
            : decision.Rejected.Any(r => r.TargetId == c.Target.Id && r.Filter == "capability"));
    });

    private static bool Can(Target target, RouteInput input) =>
        (!input.NeedsTools || target.Capabilities.Tools)
        && (!input.NeedsJsonSchema || target.Capabilities.JsonSchema)
        && (target.Capabilities.ContextTokens == 0 || input.PromptTokens <= target.Capabilities.ContextTokens);
}
