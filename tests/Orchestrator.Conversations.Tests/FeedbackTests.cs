using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Feedback;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>What whoever learns from feedback is told.</summary>
public sealed class FeedbackTests : IAsyncDisposable
{
    private static readonly TurnJudgement Good = new() { Rating = Rating.Good };
    private static readonly TurnJudgement Bad = new() { Rating = Rating.Bad };

    private readonly TemporaryDirectory _directory = new();
    private readonly Sink _sink = new();
    private readonly ServiceProvider _services;

    public FeedbackTests() => _services = new ServiceCollection()
        .AddSingleton<IFeedbackSink>(new Throwing())
        .AddSingleton<IFeedbackSink>(_sink)
        .AddTestEngine(_directory.Path, Zone.Device, [ScriptedTarget.Echo()], new())
        .AddLocalConversations()
        .BuildServiceProvider();

    private IConversations Conversations => _services.GetRequiredService<IConversations>();

    [Fact]
    public async Task A_sink_is_told_once_of_each_judgement_with_its_decision_and_what_it_replaces()
    {
        var turn = await Conversations.SendAsync(Ask("hello", "t1"));

        await Conversations.SendFeedbackAsync(Ann, turn.Conversation, "t1", Good, default);
        await Conversations.SendFeedbackAsync(Ann, turn.Conversation, "t1", Good, default);
        await Conversations.SendFeedbackAsync(Ann, turn.Conversation, "t1", Bad, default);

        Assert.Equal([(null, Good), (Good, Bad)], _sink.Taken.Select(n => (n.Replaced?.Judgement, n.Given.Judgement)));
        Assert.All(_sink.Taken, n => Assert.Equal(
            (new ConversationKey(Ann.Tenant, turn.Conversation), "t1", "echo", 1, turn.Route.ReasonCode),
            (n.Conversation, n.TurnId, n.Target!.Id, n.Attempt, n.Routed.Decision.ReasonCode)));
    }

    [Fact]
    public async Task A_sink_that_fails_keeps_nobody_from_the_feedback()
    {
        var turn = await Conversations.SendAsync(Ask("hello", "t1"));

        var judged = await Conversations.SendFeedbackAsync(Ann, turn.Conversation, "t1", Good, default);

        Assert.Equal(Good, Assert.Single(judged.Feedback).Judgement);
        Assert.Single(_sink.Taken);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _directory.Dispose();
    }

    private sealed class Sink : IFeedbackSink
    {
        public List<FeedbackNotice> Taken { get; } = [];

        public void Take(FeedbackNotice notice) => Taken.Add(notice);
    }

    private sealed class Throwing : IFeedbackSink
    {
        public void Take(FeedbackNotice notice) => throw new InvalidOperationException("scripted");
    }
}
