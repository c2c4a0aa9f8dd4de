using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Privacy;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>A local answer whose risk is above the asked error rate goes on to a stronger target: one explicit event, and the draft is no answer.</summary>
public sealed class CascadeTests
{
    private const double Asked = 0.1;

    [Theory]
    [InlineData(0.05, "mini", "forty-one")]
    [InlineData(0.3, "cloud", "forty-two")]
    public async Task An_answer_is_kept_up_to_the_error_rate(double risk, string answeredBy, string text)
    {
        await using var host = Host([Local("mini", "forty-one", new("text", risk)), ScriptedTarget.Saying("cloud", "forty-two")]);

        var turn = await host.Conversations.SendAsync(Ask("six times seven?"));

        Assert.Equal((answeredBy, text), (turn.Route.Target!.Id, turn.Output!.Text));
    }

    [Fact]
    public async Task An_escalation_is_one_new_attempt_and_its_reason_stands_in_the_route()
    {
        await using var host = Host([Local("mini", "forty-one", new("text", 0.3)), ScriptedTarget.Saying("cloud", "forty-two")]);

        var transcript = await host.Conversations.SendTurnAsync(Ann, Ask("six times seven?"), default).ReadAllAsync();

        // A reader that comes when the first attempt is over begins with the second.
        Assert.InRange(transcript.Began, 0, 1);
        Assert.Equal((2, "forty-two"), (transcript.End.Route.Attempt, transcript.Text));
        Assert.DoesNotContain(transcript.Updates, u => u is TurnDraft or TurnText { Attempt: 1 });
        Assert.Contains("mini was tried first: mini answered, and by its calibration (text) such an answer is kept at an error rate of 0.3 and more; 0.1 is asked for.", transcript.End.Route.Reasons);
    }

    [Fact]
    public async Task A_reader_that_asks_sees_the_draft_before_the_new_attempt_with_the_label_of_what_its_model_saw()
    {
        await using var host = Host([Local("mini", "forty-one", new("text", 0.3)), ScriptedTarget.Saying("cloud", "forty-two")]);

        var transcript = await host.Conversations.SendTurnAsync(Ann, Ask("my card is 4111 1111 1111 1111") with { Drafts = true }, default).ReadAllAsync();

        var draft = Assert.Single(transcript.Updates.OfType<TurnDraft>());
        Assert.Equal((1, "forty-one"), (draft.Attempt, draft.Text));
        Assert.Equal(transcript.End.Route.Ledger[0].SentLabel, draft.Label);
        Assert.IsType<AttemptBegan>(transcript.Updates[transcript.Updates.ToList().IndexOf(draft) + 1]);
    }

    [Fact]
    public async Task Who_begins_to_read_when_the_next_attempt_runs_sees_the_draft_too()
    {
        var cloud = new GatedTarget("cloud");
        await using var host = Host([Local("mini", "forty-one", new("text", 0.3)), cloud.Connector]);
        var turn = await host.Conversations.StartTurnAsync(Ann, Ask("six times seven?") with { Drafts = true }, default);
        await cloud.Started;

        await using var reading = host.Conversations.ReadTurnAsync(Ann, turn.Conversation, turn.TurnId, default, default).GetAsyncEnumerator();

        Assert.True(await reading.MoveNextAsync());
        Assert.IsType<TurnStarted>(reading.Current);
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal("forty-one", Assert.IsType<TurnDraft>(reading.Current).Text);
        cloud.End();
    }

    [Fact]
    public async Task Who_begins_to_read_when_the_turn_is_over_sees_the_draft_until_the_next_turn()
    {
        await using var host = Host([Local("mini", "forty-one", new("text", 0.3)), ScriptedTarget.Saying("cloud", "forty-two")]);
        var turn = await host.Conversations.SendAsync(Ask("six times seven?") with { Drafts = true, EndOnly = true });

        var late = await host.Conversations.ReadTurnAsync(Ann, turn.Conversation, turn.TurnId, default, default).ReadAllAsync();
        await host.Conversations.SendAsync(Ask("and eight?", conversation: turn.Conversation));
        var later = await host.Conversations.ReadTurnAsync(Ann, turn.Conversation, turn.TurnId, default, default).ReadAllAsync();

        Assert.Collection(
            late.Updates,
            u => Assert.IsType<TurnStarted>(u),
            u => Assert.Equal((1, "forty-one"), (Assert.IsType<TurnDraft>(u).Attempt, ((TurnDraft)u).Text)),
            u => Assert.IsType<AttemptBegan>(u),
            u => Assert.Equal((2, "forty-two"), (Assert.IsType<TurnText>(u).Attempt, ((TurnText)u).Text)),
            u => Assert.IsType<TurnEnded>(u));
        Assert.Equal((0, 0, "forty-two"), (later.Updates.OfType<TurnDraft>().Count(), later.Began, later.Text));
    }

    [Fact]
    public async Task Who_sees_a_draft_when_the_turn_is_over_sees_what_was_said_of_the_turn_since_too()
    {
        await using var host = Host([Local("mini", "forty-one", new("text", 0.3)), ScriptedTarget.Saying("cloud", "forty-two")]);
        var turn = await host.Conversations.SendAsync(Ask("six times seven?") with { Drafts = true, EndOnly = true });
        await host.Conversations.SendFeedbackAsync(Ann, turn.Conversation, turn.TurnId, new() { Rating = Rating.Good }, default);

        var late = await host.Conversations.ReadTurnAsync(Ann, turn.Conversation, turn.TurnId, default, default).ReadAllAsync();

        Assert.Single(late.Updates.OfType<TurnDraft>());
        Assert.Equal(Rating.Good, Assert.Single(late.End.Feedback).Judgement.Rating);
    }

    [Fact]
    public async Task A_draft_is_stored_nowhere_and_no_target_is_sent_it()
    {
        var mini = Local("mini", "a secret guess", new("text", 0.3));
        var cloud = ScriptedTarget.Saying("cloud", "forty-two");
        await using var host = Host([mini, cloud]);

        var turn = await host.Conversations.SendAsync(Ask("six times seven?") with { Drafts = true });
        var next = await host.Conversations.SendAsync(Ask("and eight?", conversation: turn.Conversation));

        Assert.All([.. mini.Sent, .. cloud.Sent], sent => Assert.DoesNotContain("guess", sent, StringComparison.Ordinal));
        Assert.All(await host.EventsAsync(next), e => Assert.DoesNotContain("guess", e.ToString() + (e as TurnCompleted)?.Output.Text, StringComparison.Ordinal));
        Assert.Equal("doubted", Assert.Single((await host.EventsAsync(turn)).OfType<AttemptEnded>(), e => e.TurnId == turn.TurnId).Outcome);
    }

    [Fact]
    public async Task What_policy_keeps_from_the_provider_is_answered_here_however_unsure()
    {
        var cloud = ScriptedTarget.Saying("cloud", "forty-two");
        await using var host = Host([Local("mini", "forty-one", new("text", 0.9)), cloud], PrivacyPolicy.Parse(
            "version: 1\nname: p\nrules: [{name: a, zones: ['*'], verdict: allow}, {name: b, zones: [cloud], verdict: deny}]"));

        var turn = await host.Conversations.SendAsync(Ask("six times seven?") with { Drafts = true });

        Assert.Equal(("mini", "forty-one", 1), (turn.Route.Target!.Id, turn.Output!.Text, turn.Route.Attempt));
        Assert.Empty(cloud.Sent);
    }

    [Fact]
    public async Task Where_the_stronger_target_fails_the_local_model_is_asked_once_more_and_its_answer_kept()
    {
        var mini = Local("mini", "forty-one", new("text", 0.3));
        await using var host = Host([mini, ScriptedTarget.Failing("cloud", "unauthorized")]);

        var turn = await host.Conversations.SendAsync(Ask("six times seven?"));

        Assert.Equal(("mini", "forty-one", 3), (turn.Route.Target!.Id, turn.Output!.Text, turn.Route.Attempt));
        Assert.Equal(2, mini.Runs);
    }

    [Theory]
    [InlineData("Forty-two.", "mini")]
    [InlineData("forty-one", "cloud")]
    public async Task Two_cheap_answers_that_agree_are_surer_than_one(string nanoSays, string answeredBy)
    {
        var nano = Local("nano", nanoSays, new("text", 0.4));
        nano.Target = nano.Target with { Tier = Tier.Nano, Zone = Zone.Device };
        await using var host = Host([nano, Local("mini", "forty-two", new("text", 0.3, Agreed: 0.02)), ScriptedTarget.Saying("cloud", "really forty-two")]);

        var turn = await host.Conversations.SendAsync(Ask("six times seven?") with { Preference = new() { Mode = RoutePreferenceMode.PreferDevice } });

        Assert.Equal(answeredBy, turn.Route.Target!.Id);
    }

    [Fact]
    public async Task A_caller_that_wants_the_device_only_gets_its_answer_unjudged()
    {
        var nano = Local("nano", "forty-one", new("text", 0.9));
        nano.Target = nano.Target with { Tier = Tier.Nano, Zone = Zone.Device };
        await using var host = Host([nano, ScriptedTarget.Saying("cloud", "forty-two")]);

        var turn = await host.Conversations.SendAsync(Ask("six times seven?") with { Preference = new() { Mode = RoutePreferenceMode.OnlyDevice } });

        Assert.Equal("nano", turn.Route.Target!.Id);
    }

    private static PlainHost Host(IReadOnlyList<ScriptedTarget> targets, PrivacyPolicy? policy = null) => new(
        targets,
        policy is null ? null : new EgressGate(new TextAnalyzer(), policy, new LedgerKey(new byte[32]), TimeProvider.System),
        routing: o => (o.Cascade.ErrorRate, o.Quality) = (Asked, 0));

    internal static ScriptedTarget Local(string id, string says, AnswerRisk risk)
    {
        var target = new ScriptedTarget(id, (_, _) => SayAsync(says, risk));
        target.Target = target.Target with
        {
            Tier = Tier.Mini,
            Zone = Zone.Gateway,
            Model = new(id),
            Price = TargetPrice.Free,
            Capabilities = target.Target.Capabilities with { TellsRisk = true },
        };
        return target;
    }

    private static async IAsyncEnumerable<ModelUpdate> SayAsync(string says, AnswerRisk risk)
    {
        await Task.Yield();
        yield return new ModelText(says);
        yield return new ModelEnded { Risk = risk };
    }
}
