using Orchestrator.Conversations;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conformance.Conversations;

public abstract partial class ConversationConformance
{
    [Fact]
    public async Task A_target_that_fails_before_its_first_content_gives_way_to_the_next()
    {
        var second = ScriptedTarget.Echo("b");
        var host = await StartAsync(ScriptedTarget.Failing("a"), second);

        var turn = await host.Conversations.SendAsync(Ask("hello"));

        Assert.Equal("hello", turn.Output!.Text);
        Assert.Equal("b", turn.Route.Target!.Id);
        Assert.Equal(2, turn.Route.Attempt);
        Assert.True(turn.Route.Fallback);
        Assert.Equal(2, turn.Route.Ledger.Length);
        Assert.Contains(turn.Route.Reasons, r => r.StartsWith("a was tried first", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_reasons_of_a_fallback_are_true_of_who_answered()
    {
        var near = ScriptedTarget.Failing("near");
        near.Target = near.Target with { Tier = Tier.Mini, Zone = Zone.Gateway, Price = TargetPrice.Free };
        var host = await StartAsync(near, ScriptedTarget.Echo("far"));

        var turn = await host.Conversations.SendAsync(Ask($"my card {Card} was stolen"));

        Assert.Equal(("far", true, "fallback"), (turn.Route.Target!.Id, turn.Route.Fallback, turn.Route.ReasonCode));
        Assert.StartsWith("near was tried first", turn.Route.Reasons[0], StringComparison.Ordinal);
        Assert.StartsWith("Cloud tier in zone cloud/test", turn.Route.Reasons[1], StringComparison.Ordinal);
        Assert.Contains(turn.Route.Reasons, r => r.EndsWith("the provider gets it only as policy rewrites it.", StringComparison.Ordinal));
        Assert.DoesNotContain(turn.Route.Reasons, r => r.Contains("stays on hardware", StringComparison.Ordinal) || r.StartsWith("Mini tier", StringComparison.Ordinal) || r.Contains("is next if that fails", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_never_spliced_silently()
    {
        var host = await StartAsync(ScriptedTarget.BreakingOff("a", "half "), ScriptedTarget.Saying("b", "whole"));

        var turn = await host.Conversations.SendAsync(Ask("hello"));

        Assert.Equal(TurnState.Failed, turn.State);
        Assert.Equal(ErrorReason.AnswerCutOff, turn.Error!.Reason);
    }

    [Fact]
    public async Task A_reader_that_can_start_again_is_told_of_the_new_attempt()
    {
        var breaking = new GatedTarget("a");
        var host = await StartAsync(breaking.Connector, ScriptedTarget.Saying("b", "whole"));

        var reading = host.Conversations.SendTurnAsync(Ann, Ask("hello") with { AllowRestart = true }, default).GetAsyncEnumerator();
        breaking.Say("half ");
        var updates = new List<TurnUpdate>();
        while (await reading.MoveNextAsync())
        {
            updates.Add(reading.Current);
            if (reading.Current is TurnText { Text: "half " })
                breaking.Fail();
        }

        await reading.DisposeAsync();
        var transcript = new Transcript(updates);
        Assert.Equal(1, transcript.Began);
        Assert.Equal("whole", transcript.Text);
        Assert.Equal("whole", transcript.End.Output!.Text);
        Assert.Equal(2, transcript.End.Route.Attempt);
    }

    [Fact]
    public async Task A_narrow_model_that_declines_is_not_heard_and_the_next_one_answers()
    {
        var host = await StartAsync(ScriptedTarget.Declining("nano"), ScriptedTarget.Echo("cloud"));

        var transcript = await host.Conversations.SendTurnAsync(Ann, Ask("hello"), default).ReadAllAsync();

        Assert.Equal("hello", transcript.End.Output!.Text);
        Assert.DoesNotContain(transcript.Updates.OfType<TurnText>(), t => t.Text.Contains("mine", StringComparison.Ordinal));
        Assert.Contains(transcript.End.Route.Reasons, r => r.Contains("not of its kind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_every_target_fails_the_turn_says_so_and_the_same_id_tries_again()
    {
        var failing = true;
        var target = new ScriptedTarget("a", (request, token) => (failing ? ScriptedTarget.Failing("x") : ScriptedTarget.Saying("x", "back")).Answer(request, token));
        var host = await StartAsync(target);
        var failed = await host.Conversations.SendAsync(Ask("hello", "t1"));
        failing = false;

        var retried = await host.Conversations.SendAsync(Ask("hello", "t1"));

        Assert.Equal((TurnState.Failed, ErrorReason.NoTargetAvailable, true), (failed.State, failed.Error!.Reason, failed.Error.Retryable));
        Assert.Equal((TurnState.Completed, "back", 2), (retried.State, retried.Output!.Text, retried.Route.Attempt));
        Assert.Equal(1, (await host.Conversations.GetConversationAsync(Ann, retried.Conversation, default)).Turns);
    }

    [Fact]
    public async Task A_turn_that_nothing_can_answer_is_refused_with_a_reason_and_kept()
    {
        var target = ScriptedTarget.Echo();
        target.Target = target.Target with { Unavailable = "the cluster is away" };
        var host = await StartAsync(target);

        var refused = await host.Conversations.SendAsync(Ask("hello", "t1"));
        target.Target = target.Target with { Unavailable = null };
        var answered = await host.Conversations.SendAsync(Ask("hello", "t1"));

        Assert.Equal(ErrorReason.NoTargetAvailable, refused.Error!.Reason);
        Assert.Contains("the cluster is away", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(0, refused.Route.Attempt);
        Assert.Equal(TurnState.Completed, answered.State);
        Assert.Equal(1, target.Runs);
    }

    [Fact]
    public async Task A_turn_cut_by_a_crash_is_interrupted_and_the_same_id_gives_one_answer()
    {
        var gate = new GatedTarget();
        var host = await StartAsync(gate.Connector);
        var turn = await host.Conversations.StartTurnAsync(Ann, Ask("go", "t1"), default);
        gate.Say("half ");
        await gate.Started;

        await host.RestartAsync();
        var read = await host.Conversations.ReadTurnAsync(Ann, turn.Conversation, "t1", default, default).ReadAllAsync();
        gate.Say("whole");
        gate.End();
        var retried = await host.Conversations.SendAsync(Ask("go", "t1"));

        Assert.Equal(TurnState.Interrupted, read.End.State);
        Assert.Equal(turn.Conversation, retried.Conversation);
        Assert.Equal((TurnState.Completed, 2), (retried.State, retried.Route.Attempt));
        Assert.Single((await host.Conversations.ListTurnsAsync(Ann, turn.Conversation, 10, null, default)).Items);
    }

    [Fact]
    public async Task A_turn_tried_again_after_others_stands_behind_them_for_models_and_for_callers_that_join()
    {
        var gate = new GatedTarget();
        var host = await StartAsync(gate.Connector);
        var turn = await host.Conversations.StartTurnAsync(Ann, Ask("one", "t1"), default);
        await gate.Started;
        await host.RestartAsync();
        foreach (var (text, id) in new[] { ("two", "t2"), ("one", "t1") })
        {
            gate.Say(text);
            gate.End();
            await host.Conversations.SendAsync(Ask(text, id, turn.Conversation));
        }

        gate.Say("three");
        gate.End();
        var joined = await host.Conversations.SendAsync(Ask("three") with
        {
            History = [Message.User("two"), Message.Assistant("two"), Message.User("one"), Message.Assistant("one")],
        });

        Assert.Equal(turn.Conversation, joined.Conversation);
        Assert.Equal("User: two\nAssistant: two\nUser: one\nAssistant: one\nUser: three", gate.Connector.Sent.Last());
    }

    [Fact]
    public async Task What_was_answered_survives_a_crash_and_readers_resume_where_they_were()
    {
        var host = await StartAsync(ScriptedTarget.Saying("s", "one ", "two"));
        var turn = await host.Conversations.SendAsync(Ask("go", "t1"));

        await host.RestartAsync();
        var rest = await host.Conversations.ReadTurnAsync(Ann, turn.Conversation, "t1", new(1, 4), default).ReadAllAsync();

        Assert.Equal("two", rest.Text);
        Assert.Equal(0, rest.Began);
        Assert.Equal("one two", rest.End.Output!.Text);
    }

    [Fact]
    public async Task A_reader_of_a_lost_attempt_is_told_of_the_new_one()
    {
        var gate = new GatedTarget();
        var host = await StartAsync(gate.Connector);
        var turn = await host.Conversations.StartTurnAsync(Ann, Ask("go", "t1"), default);
        await gate.Started;
        await host.RestartAsync();
        gate.Say("answer");
        gate.End();
        await host.Conversations.SendAsync(Ask("go", "t1"));

        var read = await host.Conversations.ReadTurnAsync(Ann, turn.Conversation, "t1", new(1, 3), default).ReadAllAsync();

        Assert.Equal(1, read.Began);
        Assert.Equal("answer", read.Text);
    }

    [Fact]
    public async Task A_target_that_keeps_silent_is_given_up()
    {
        var gate = new GatedTarget();
        gate.Connector.Target = gate.Connector.Target with { Id = "a" };
        var host = await StartAsync([gate.Connector, ScriptedTarget.Saying("b", "here")], new() { FirstContentTimeout = TimeSpan.FromSeconds(5) });

        var turn = await host.Conversations.SendAsync(Ask("hello"));

        Assert.Equal("here", turn.Output!.Text);
        Assert.True(turn.Route.Fallback);
        await gate.Stopped;
    }
}
