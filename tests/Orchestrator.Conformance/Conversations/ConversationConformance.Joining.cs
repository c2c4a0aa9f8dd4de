using Orchestrator.Conversations;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conformance.Conversations;

public abstract partial class ConversationConformance
{
    [Fact]
    public async Task A_caller_that_sends_its_whole_history_joins_its_conversation()
    {
        var target = ScriptedTarget.Echo();
        var host = await StartAsync(target);
        var first = await host.Conversations.SendAsync(Ask("one"));

        var second = await host.Conversations.SendAsync(Ask("two") with { History = [Message.User("one"), Message.Assistant("one")] });
        var third = await host.Conversations.SendAsync(Ask("three") with
        {
            History = [Message.User("one"), Message.Assistant("one"), Message.User("two"), Message.Assistant("two")],
        });

        Assert.Equal(first.Conversation, second.Conversation);
        Assert.Equal(first.Conversation, third.Conversation);
        Assert.Equal("User: one\nAssistant: one\nUser: two\nAssistant: two\nUser: three", target.Sent.Last());
    }

    [Fact]
    public async Task Conversations_that_left_memory_for_others_go_on_where_they_were()
    {
        var host = await StartAsync([ScriptedTarget.Echo()], new() { MaxIdleConversations = 2, MaxIdleQuestions = 1 });
        var asked = new List<TurnView>();
        for (var i = 0; i < 6; i++)
            asked.Add(await host.Conversations.SendAsync(Ask($"question {i}")));

        for (var i = 0; i < 6; i++)
        {
            var next = await host.Conversations.SendAsync(Ask("and then?") with { History = [Message.User($"question {i}"), Message.Assistant($"question {i}")] });
            Assert.Equal(asked[i].Conversation, next.Conversation);
        }
    }

    [Fact]
    public async Task A_history_that_fits_none_or_several_opens_a_new_conversation_that_starts_with_it()
    {
        var target = ScriptedTarget.Echo();
        var host = await StartAsync(target);
        var a = await host.Conversations.SendAsync(Ask("same"));
        var b = await host.Conversations.SendAsync(Ask("same"));

        var ambiguous = await host.Conversations.SendAsync(Ask("next") with { History = [Message.User("same"), Message.Assistant("same")] });
        var unknown = await host.Conversations.SendAsync(Ask("next") with { History = [Message.User("other"), Message.Assistant("words")] });

        Assert.NotEqual(a.Conversation, ambiguous.Conversation);
        Assert.NotEqual(b.Conversation, ambiguous.Conversation);
        Assert.Equal("User: other\nAssistant: words\nUser: next", target.Sent.Last());
        Assert.Equal(4, new[] { a, b, ambiguous, unknown }.Select(t => t.Conversation).Distinct().Count());
    }

    [Fact]
    public async Task A_history_does_not_lead_into_a_conversation_of_another_owner_or_key()
    {
        var host = await StartAsync(ScriptedTarget.Echo());
        var mine = await host.Conversations.SendAsync(Ask("one"));
        var request = Ask("two") with { History = [Message.User("one"), Message.Assistant("one")] };

        var theirs = await host.Conversations.SendAsync(request, Ann with { Owner = "bob" });
        var otherKey = await host.Conversations.SendAsync(request, Ann with { KeyId = "key-2" });

        Assert.NotEqual(mine.Conversation, theirs.Conversation);
        Assert.NotEqual(mine.Conversation, otherKey.Conversation);
    }

    [Fact]
    public async Task A_joining_turn_sent_twice_with_the_same_id_runs_once()
    {
        var target = ScriptedTarget.Echo();
        var host = await StartAsync(target);
        await host.Conversations.SendAsync(Ask("one"));
        var request = Ask("two", "t2") with { History = [Message.User("one"), Message.Assistant("one")] };

        var first = await host.Conversations.SendAsync(request);
        await host.RestartAsync();
        var second = await host.Conversations.SendAsync(request);

        Assert.Equal(first.Conversation, second.Conversation);
        Assert.Equal(2, target.Runs);
    }
}
