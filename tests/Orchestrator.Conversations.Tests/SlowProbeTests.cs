using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Hosting;
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

    [Theory]
    [InlineData(null, 1000)]
    [InlineData(500, 250)]
    [InlineData(60_000, 1000)]
    public async Task One_that_does_not_say_in_time_is_passed_over_and_the_turn_says_so(int? latency, int wait)
    {
        var (asked, time) = (new Told(null, never: true), new FakeTimeProvider());
        await using var host = new PlainHost([Tagger(0), Decoder(asked), ScriptedTarget.Saying("cloud", "yes")], time: time);
        var sending = host.Conversations.SendAsync(Ask("hello", "t1") with { Preference = new() { MaxLatency = latency is { } most ? TimeSpan.FromMilliseconds(most) : null } });
        await asked.Asked.Task;

        time.Advance(TimeSpan.FromMilliseconds(wait - 1));
        Assert.False(asked.Stopped.Task.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        var turn = await sending;

        Assert.Equal("cloud", turn.Route.Target!.Id);
        await asked.Stopped.Task;
        Assert.Contains($"Not decoder: it did not say within {wait} ms how sure it is of this.", turn.Route.Reasons);
    }

    [Fact]
    public async Task However_many_are_asked_half_of_the_time_that_the_caller_allows_is_left_for_the_answer()
    {
        var (first, second, time) = (new Told(null, never: true), new Told(null, never: true), new FakeTimeProvider());
        await using var host = new PlainHost([Tagger(0), Decoder(first), Decoder(second, "decoder2"), ScriptedTarget.Saying("cloud", "yes")], time: time);
        var sending = host.Conversations.SendAsync(Ask("hello", "t1") with { Preference = new() { MaxLatency = TimeSpan.FromMilliseconds(500) } });
        await first.Asked.Task;

        time.Advance(TimeSpan.FromMilliseconds(250));

        Assert.Same(sending, await Task.WhenAny(sending, second.Asked.Task));
        var turn = await sending;
        Assert.Equal("cloud", turn.Route.Target!.Id);
        Assert.Contains("Not decoder2: it was not asked how sure it is of this: others had taken the time that the caller allows for that.", turn.Route.Reasons);
    }

    [Fact]
    public async Task Who_asks_while_the_conversation_is_erased_is_told_so()
    {
        var asked = new Told(null, never: true);
        await using var host = new PlainHost([Tagger(0), Decoder(asked), ScriptedTarget.Saying("cloud", "yes")], time: new FakeTimeProvider());
        var before = await host.Conversations.SendAsync(Ask("hello") with { Preference = new() { Model = "cloud" } });
        var sending = host.Conversations.SendAsync(Ask("hello", conversation: before.Conversation));
        await asked.Asked.Task;

        await ((LocalConversations)host.Conversations).DropErasedAsync(new(Ann.Tenant, before.Conversation));

        var refused = await Assert.ThrowsAsync<OrchestratorException>(() => sending);
        Assert.Equal(ErrorReason.ConversationErased, refused.Error.Reason);
    }

    [Fact]
    public async Task One_that_cannot_tell_now_is_passed_over_and_the_turn_says_so()
    {
        await using var host = new PlainHost([Tagger(0), Decoder(new Told(null)), ScriptedTarget.Saying("cloud", "yes")]);

        var turn = await host.Conversations.SendAsync(Ask("hello", "t1"));

        Assert.Equal("cloud", turn.Route.Target!.Id);
        Assert.Contains("Not decoder: it cannot say now how sure it is of this: it is busy, or its model does not run.", turn.Route.Reasons);
    }

    private static ScriptedTarget Tagger(double confidence)
    {
        var target = new ScriptedTarget("tagger", ScriptedTarget.Saying("tagger", "done").Answer) { Confidence = confidence };
        target.Target = target.Target with { Tier = Tier.Nano, Zone = Zone.Device, Node = "n", Price = TargetPrice.Free, Capabilities = new() { Tools = true } };
        return target;
    }

    private static ScriptedTarget Decoder(ISlowProbe probe, string id = "decoder")
    {
        var target = new ScriptedTarget(id, ScriptedTarget.Saying(id, "hello").Answer) { SlowProbe = probe };
        target.Target = target.Target with { Tier = Tier.Nano, Zone = Zone.Device, Node = "n", Price = TargetPrice.Free, Capabilities = new() { Tools = true, JsonSchema = true } };
        return target;
    }

    private sealed class Told(double? confidence, bool never = false) : ISlowProbe
    {
        public int Times { get; private set; }

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Stopped { get; } = new();

        public double Kept => 0.8;

        public async Task<double?> ProbeAsync(ModelRequest request, CancellationToken cancellationToken)
        {
            Times++;
            if (!never)
                return confidence;
            using var stopping = cancellationToken.Register(Stopped.SetResult);
            Asked.SetResult();
            await Stopped.Task;
            return null;
        }
    }
}
