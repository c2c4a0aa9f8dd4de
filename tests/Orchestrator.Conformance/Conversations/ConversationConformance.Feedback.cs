using Orchestrator.Conversations;
using Orchestrator.Conversations.Feedback;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conformance.Conversations;

public abstract partial class ConversationConformance
{
    private static readonly TurnJudgement Bad = new() { Rating = Rating.Bad, Score = 0.2, Categories = ["wrong"], Comment = "it is Tuesday", Correction = "Tuesday" };

    [Fact]
    public async Task Feedback_is_told_with_its_turn_and_outlives_the_host()
    {
        var host = await StartAsync(ScriptedTarget.Echo());
        var turn = await host.Conversations.SendAsync(Ask("which day?", "t1"));

        var judged = await host.Conversations.SendFeedbackAsync(Ann, turn.Conversation, "t1", Bad, default);
        await host.RestartAsync();
        var listed = await host.Conversations.ListTurnsAsync(Ann, turn.Conversation, 10, null, default);

        var given = Assert.Single(judged.Feedback);
        Assert.Equal((Bad, Ann.KeyId), (given.Judgement, given.KeyId));
        Assert.Equal([(Bad, Ann.KeyId)], Assert.Single(listed.Items).Feedback.Select(f => (f.Judgement, f.KeyId)));
        Assert.Equal((TurnState.Completed, "which day?"), (judged.State, judged.Output!.Text));
    }

    [Fact]
    public async Task One_key_has_one_judgement_of_a_turn_and_another_key_its_own()
    {
        var host = await StartAsync(ScriptedTarget.Echo());
        var id = (await host.Conversations.SendAsync(Ask("hello", "t1"))).Conversation;
        var good = new TurnJudgement { Rating = Rating.Good };

        var first = await host.Conversations.SendFeedbackAsync(Ann, id, "t1", Bad, default);
        var again = await host.Conversations.SendFeedbackAsync(Ann, id, "t1", Bad, default);
        await host.Conversations.SendFeedbackAsync(Ann with { KeyId = "key-2" }, id, "t1", Bad, default);
        var changed = await host.Conversations.SendFeedbackAsync(Ann, id, "t1", good, default);

        Assert.Equal([("key-1", Bad)], first.Feedback.Concat(again.Feedback).Select(f => (f.KeyId, f.Judgement)).Distinct());
        Assert.Equal([("key-2", Bad), ("key-1", good)], changed.Feedback.Select(f => (f.KeyId, f.Judgement)));
    }

    [Fact]
    public async Task Feedback_changes_no_history_and_the_next_turn_sees_what_it_saw()
    {
        var target = ScriptedTarget.Echo();
        var host = await StartAsync(target);
        var id = (await host.Conversations.SendAsync(Ask("one", "t1"))).Conversation;

        await host.Conversations.SendFeedbackAsync(Ann, id, "t1", Bad, default);
        await host.Conversations.SendAsync(Ask("two", "t2", id));

        Assert.Equal("User: one\nAssistant: one\nUser: two", target.Sent.Last());
    }

    [Fact]
    public async Task Only_the_owner_judges_and_only_a_turn_that_there_is_and_not_before_it_has_ended()
    {
        var gate = new GatedTarget();
        var host = await StartAsync(gate.Connector);
        var turn = await host.Conversations.StartTurnAsync(Ann, Ask("go", "t1"), default);
        await gate.Started;
        var tooEarly = Judge(Ann, "t1", Bad);
        gate.End();

        // It waits for the turn that runs, and then there is something to judge.
        await tooEarly;
        Assert.Equal(ErrorReason.NotFound, (await RefusedAsync(() => Judge(Ann with { Owner = "bob" }, "t1", Bad))).Reason);
        Assert.Equal(ErrorReason.NotFound, (await RefusedAsync(() => Judge(Ann with { Tenant = "evil" }, "t1", Bad))).Reason);
        Assert.Equal((ErrorReason.NotFound, "turn_id"), Named(await RefusedAsync(() => Judge(Ann, "t2", Bad))));

        Task Judge(Caller caller, string id, TurnJudgement judgement) => host.Conversations.SendFeedbackAsync(caller, turn.Conversation, id, judgement, default).AsTask();
    }

    [Theory]
    [InlineData("feedback")]
    [InlineData("feedback.score")]
    [InlineData("feedback.categories")]
    [InlineData("feedback.comment")]
    [InlineData("feedback.correction")]
    public async Task Feedback_that_says_nothing_or_too_much_is_refused_by_field_and_changes_nothing(string field)
    {
        var host = await StartAsync(ScriptedTarget.Echo());
        var id = (await host.Conversations.SendAsync(Ask("hello", "t1"))).Conversation;
        var judgement = field switch
        {
            "feedback.score" => new TurnJudgement { Score = 1.01 },
            "feedback.categories" => new() { Categories = ["Not a word"] },
            "feedback.comment" => new() { Comment = new('x', 8193) },
            "feedback.correction" => new() { Correction = "\ud83d" },
            _ => new(),
        };

        var refused = await RefusedAsync(async () => await host.Conversations.SendFeedbackAsync(Ann, id, "t1", judgement, default));

        Assert.Equal((ErrorReason.InvalidRequest, field), Named(refused));
        Assert.Empty(Assert.Single((await host.Conversations.ListTurnsAsync(Ann, id, 10, null, default)).Items).Feedback);
    }

    private static (ErrorReason Reason, string? Field) Named(OrchestratorError error) => (error.Reason, error.Field);
}
