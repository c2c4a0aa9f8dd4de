using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Targets;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>A decoder has to read a text before it can say how sure it is: it is asked where that matters, and nobody waits for long.</summary>
public sealed class SlowProbeTests
{
    [Theory]
    [InlineData(0.9, "decoder")]
    [InlineData(0.01, "cloud")]
    public async Task A_decoder_that_is_sure_of_what_the_tagger_does_not_take_answers_and_one_that_is_not_is_passed_over(double sure, string answers)
    {
        var asked = new Told(sure);
        await using var host = new PlainHost([Tagger(0), Decoder(asked), ScriptedTarget.Saying("cloud", "yes")]);

        var turn = await host.Conversations.SendAsync(Ask("hello", "t1"));

        Assert.Equal((answers, 1), (turn.Route.Target!.Id, asked.Times));
    }

    [Fact]
    public async Task It_is_not_asked_about_what_the_tagger_is_sure_of()
    {
        var asked = new Told(1);
        await using var host = new PlainHost([Tagger(0.95), Decoder(asked), ScriptedTarget.Saying("cloud", "yes")]);

        var turn = await host.Conversations.SendAsync(Ask("hello", "t1"));

        Assert.Equal(("tagger", 0), (turn.Route.Target!.Id, asked.Times));
    }

    [Fact]
    public async Task One_that_does_not_say_in_time_is_passed_over_and_the_turn_says_so()
    {
        var asked = new Told(null, never: true);
        await using var host = new PlainHost([Tagger(0), Decoder(asked), ScriptedTarget.Saying("cloud", "yes")], options: new() { ConfidenceWait = TimeSpan.FromMilliseconds(1) });

        var turn = await host.Conversations.SendAsync(Ask("hello", "t1"));

        Assert.Equal("cloud", turn.Route.Target!.Id);
        await asked.Stopped.Task;
        var passed = Assert.Single((await host.EventsAsync(turn)).OfType<Events.TurnRouted>().Single().Decision.Rejected, r => r.TargetId == "decoder");
        Assert.Equal(("health", "it did not say within 1 ms how sure it is of this"), (passed.Filter, passed.Why));
    }

    [Fact]
    public async Task One_that_cannot_tell_now_is_passed_over()
    {
        await using var host = new PlainHost([Tagger(0), Decoder(new Told(null)), ScriptedTarget.Saying("cloud", "yes")]);

        Assert.Equal("cloud", (await host.Conversations.SendAsync(Ask("hello", "t1"))).Route.Target!.Id);
    }

    private static ScriptedTarget Tagger(double confidence)
    {
        var target = new ScriptedTarget("tagger", ScriptedTarget.Saying("tagger", "done").Answer) { Confidence = confidence };
        target.Target = target.Target with { Tier = Tier.Nano, Zone = Zone.Device, Node = "n", Price = TargetPrice.Free, Capabilities = new() { Tools = true } };
        return target;
    }

    private static ScriptedTarget Decoder(ISlowProbe probe)
    {
        var target = new ScriptedTarget("decoder", ScriptedTarget.Saying("decoder", "hello").Answer) { SlowProbe = probe };
        target.Target = target.Target with { Tier = Tier.Nano, Zone = Zone.Device, Node = "n", Price = TargetPrice.Free, Capabilities = new() { Tools = true, JsonSchema = true } };
        return target;
    }

    private sealed class Told(double? confidence, bool never = false) : ISlowProbe
    {
        public int Times { get; private set; }

        public TaskCompletionSource Stopped { get; } = new();

        public double Kept => 0.8;

        public async Task<double?> ProbeAsync(ModelRequest request, CancellationToken cancellationToken)
        {
            Times++;
            if (!never)
                return confidence;
            using var stopping = cancellationToken.Register(Stopped.SetResult);
            await Stopped.Task;
            return null;
        }
    }
}
