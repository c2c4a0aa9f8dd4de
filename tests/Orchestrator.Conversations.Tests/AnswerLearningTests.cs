using Orchestrator.Conformance.Conversations;
using Orchestrator.Routing.Learning;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>What becomes of an answer that nobody judged moves what is expected of its model, a little.</summary>
public sealed class AnswerLearningTests
{
    [Fact]
    public async Task An_answer_that_the_cascade_passed_over_counts_against_its_model_and_the_next_reason_says_so()
    {
        await using var host = Judged(0.3, "forty-one");
        await host.Conversations.SendAsync(Ask("six times seven?"));

        var next = await host.Conversations.SendAsync(Ask("seven times six?"));

        var row = Assert.Single(Rows(host));
        Assert.Equal(("acme", "mini", new LearnedCounts(0, Escalated: 2)), (row.Tenant, row.Model, row.Counts));
        Assert.True(row.Mean < 0);
        var routed = Assert.Single((await host.EventsAsync(next)).OfType<Events.TurnRouted>());
        Assert.Contains(routed.Decision.Plan, a => a.Why.Contains("escalated 1 of 1 time)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_the_stronger_model_gave_as_well_counts_for_its_model()
    {
        await using var host = Judged(0.3, "Forty-two.");
        await host.Conversations.SendAsync(Ask("six times seven?"));
        Assert.True(Assert.Single(Rows(host)).Mean > 0);
    }

    [Fact]
    public async Task An_answer_that_the_cascade_kept_counts_for_its_model()
    {
        await using var host = Judged(0.05, "forty-two");
        await host.Conversations.SendAsync(Ask("six times seven?"));
        var row = Assert.Single(Rows(host));
        Assert.Equal(new LearnedCounts(0, Kept: 1), row.Counts);
        Assert.True(row.Mean > 0);
    }

    [Fact]
    public async Task An_answer_that_was_kept_for_want_of_a_better_one_says_nothing()
    {
        await using var host = new PlainHost([CascadeTests.Local("mini", "forty-one", new("text", 0.3)), ScriptedTarget.Failing("cloud", "unauthorized")], routing: o => (o.Cascade.ErrorRate, o.Quality) = (0.1, 0));
        await host.Conversations.SendAsync(Ask("six times seven?"));
        Assert.Empty(Rows(host));
    }

    [Fact]
    public async Task What_is_asked_again_of_a_bigger_model_counts_against_the_smaller_one_in_the_same_conversation_and_in_another_once()
    {
        await using var host = TwoTiers();
        var first = await host.Conversations.SendAsync(Ask("six times seven?"));
        Assert.Equal("mini", first.Route.Target!.Id);

        await host.Conversations.SendAsync(Ask("six times seven?", conversation: first.Conversation) with { Preference = new() { Model = "cloud" } });
        Assert.Equal(1, Assert.Single(Rows(host)).AskedAgain);

        // It is another conversation for whoever sends everything each time.
        await host.Conversations.SendAsync(Ask("six times eight?"));
        await host.Conversations.SendAsync(Ask("six times eight?") with { Preference = new() { Mode = RoutePreferenceMode.OnlyCloud } });
        await host.Conversations.SendAsync(Ask("six times eight?") with { Preference = new() { Mode = RoutePreferenceMode.OnlyCloud } });
        Assert.Equal(2, Assert.Single(Rows(host)).AskedAgain);
    }

    [Fact]
    public async Task Another_question_another_owner_and_a_comparison_of_named_models_say_nothing()
    {
        await using var host = TwoTiers();
        var cloud = new RoutePreference { Model = "cloud" };
        await host.Conversations.SendAsync(Ask("six times seven?"));
        await host.Conversations.SendAsync(Ask("six times nine?") with { Preference = cloud });
        await host.Conversations.SendAsync(Ask("six times seven?") with { Preference = cloud }, Ann with { Owner = "ben" });
        await host.Conversations.SendAsync(Ask("seven times seven?") with { Preference = new() { Model = "mini" } });
        await host.Conversations.SendAsync(Ask("seven times seven?") with { Preference = cloud });
        Assert.Empty(Rows(host));
    }

    private static IReadOnlyList<LearnedRow> Rows(PlainHost host) => host.Learned.Rows;

    private static PlainHost TwoTiers() => new([CascadeTests.Local("mini", "forty-one", new("text", 0.3)), ScriptedTarget.Saying("cloud", "forty-two")], routing: static o => o.Quality = 0);

    private static PlainHost Judged(double risk, string says) =>
        new([CascadeTests.Local("mini", says, new("text", risk)), ScriptedTarget.Saying("cloud", "forty-two")], routing: static o => (o.Cascade.ErrorRate, o.Quality) = (0.1, 0));
}
