using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Protocol;
using Orchestrator.Routing;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>Judgements move what is expected of the model that they are about, for the tenant that judged.</summary>
public sealed class FeedbackLearningTests : IAsyncDisposable
{
    private readonly PlainHost _host = new([ScriptedTarget.Echo("cloud")]);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_bad_judgement_lowers_what_is_expected_and_the_next_reason_says_so_and_replays()
    {
        await JudgeAsync(await _host.Conversations.SendAsync(Ask("hello")), new() { Rating = Rating.Bad });

        var next = await _host.Conversations.SendAsync(Ask("hello again"));

        Assert.Contains("feedback moves that by -0.09 (1 judgement)", next.Route.Reasons[0], StringComparison.Ordinal);
        var routed = Assert.Single((await _host.EventsAsync(next)).OfType<TurnRouted>());
        Assert.Equal(routed.Decision.ToProto(), new Router(new()).Decide(routed.Input).ToProto());
    }

    [Fact]
    public async Task A_judgement_that_is_replaced_counts_no_more()
    {
        var turn = await _host.Conversations.SendAsync(Ask("hello"));
        await JudgeAsync(turn, new() { Rating = Rating.Bad });
        await JudgeAsync(turn, new() { Rating = Rating.Good });

        var next = await _host.Conversations.SendAsync(Ask("hello again"));

        Assert.Contains("feedback moves that by +0.00 (1 judgement)", next.Route.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tenant_is_not_moved_and_a_comment_alone_moves_nobody()
    {
        var stranger = Ann with { Tenant = "other" };
        await JudgeAsync(await _host.Conversations.SendAsync(Ask("hello")), new() { Rating = Rating.Bad });
        Assert.DoesNotContain("feedback", (await _host.Conversations.SendAsync(Ask("hello"), stranger)).Route.Reasons[0], StringComparison.Ordinal);

        await JudgeAsync(await _host.Conversations.SendAsync(Ask("hello"), stranger), new() { Comment = "so so" }, stranger);
        Assert.DoesNotContain("feedback", (await _host.Conversations.SendAsync(Ask("hello"), stranger)).Route.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_alone_counts_half_of_a_bad_judgement_and_is_named()
    {
        await JudgeAsync(await _host.Conversations.SendAsync(Ask("hello")), new() { Correction = "good morning" });

        var next = await _host.Conversations.SendAsync(Ask("hello again"));

        Assert.Contains("feedback moves that by -0.05 (1 correction)", next.Route.Reasons[0], StringComparison.Ordinal);
    }

    private async Task JudgeAsync(TurnView turn, TurnJudgement judgement, Caller? caller = null) =>
        await _host.Conversations.SendFeedbackAsync(caller ?? Ann, turn.Conversation, turn.TurnId, judgement, default);
}
