using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Sdk;
using Orchestrator.Sdk.Chat;

namespace Orchestrator.Agents.Tests;

public sealed class AgentTests : AgentTest
{
    [Fact]
    public async Task A_session_is_a_conversation_and_its_instructions_are_told_once()
    {
        await using var app = App(configure: o => o.Instructions = "Be brief.");
        var agent = app.GetRequiredService<AIAgent>();
        var session = await agent.CreateSessionAsync();

        var first = await agent.RunAsync("one", session);
        var second = await agent.RunAsync("two", session);

        Assert.Equal(("one", "two"), (first.Text, second.Text));
        Assert.Equal("System: Be brief.\nUser: one\nAssistant: one\nUser: two", Target.Sent.Last());
        var conversation = session.GetService<ConversationId>();
        Assert.Equal(2, (await app.GetRequiredService<IOrchestratorClient>().GetConversationAsync(conversation)).Turns);
        Assert.Equal("cloud", second.AdditionalProperties![DecisionKeys.Tier]);
    }

    [Fact]
    public async Task A_stream_gives_the_same_text_the_decision_and_the_usage()
    {
        await using var app = App();
        var agent = app.GetRequiredService<AIAgent>();
        var session = await agent.CreateSessionAsync();

        var updates = new List<AgentResponseUpdate>();
        await foreach (var update in agent.RunStreamingAsync("one two three", session))
            updates.Add(update);

        Assert.Equal("one two three", string.Concat(updates.Select(u => u.Text)));
        Assert.All(updates, u => Assert.Equal(agent.Id, u.AgentId));
        Assert.Equal("echo", updates[^1].AdditionalProperties![DecisionKeys.Node]);
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        Assert.NotEqual(default, session.GetService<ConversationId>());
    }

    [Fact]
    public async Task Without_a_session_each_run_is_a_conversation_of_its_own()
    {
        await using var app = App();
        var agent = app.GetRequiredService<AIAgent>();

        await agent.RunAsync("one");
        await agent.RunAsync("two");

        Assert.Equal("User: two", Target.Sent.Last());
    }

    [Fact]
    public async Task A_serialized_session_goes_on_where_it_was_with_its_state()
    {
        await using var app = App();
        var agent = app.GetRequiredService<AIAgent>();
        var session = await agent.CreateSessionAsync();
        await agent.RunAsync("one", session);
        session.StateBag.SetValue("note", "kept");

        var again = await agent.DeserializeSessionAsync(await agent.SerializeSessionAsync(session));
        await agent.RunAsync("two", again);

        Assert.Equal("kept", again.StateBag.GetValue<string>("note"));
        Assert.Equal("User: one\nAssistant: one\nUser: two", Target.Sent.Last());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"conversation":"not an id"}""")]
    [InlineData("""{"conversation":7}""")]
    public async Task What_is_no_saved_session_is_refused(string saved)
    {
        await using var app = App();
        using var json = JsonDocument.Parse(saved);

        await Assert.ThrowsAsync<InvalidDataException>(async () => await app.GetRequiredService<AIAgent>().DeserializeSessionAsync(json.RootElement));
    }

    [Fact]
    public async Task A_session_of_another_kind_of_agent_is_refused()
    {
        await using var app = App();

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.GetRequiredService<AIAgent>().RunAsync("hello", new StrangeSession()));
    }

    [Fact]
    public async Task Nobody_goes_on_with_a_conversation_of_another_owner()
    {
        await using var app = App();
        var session = await app.GetRequiredService<AIAgent>().CreateSessionAsync();
        await app.GetRequiredService<AIAgent>().RunAsync("mine", session);
        await using var other = App(Ann with { Owner = "bob" });
        var stolen = new OrchestratorAgentSession(session.GetService<ConversationId>());

        var refused = await Assert.ThrowsAsync<OrchestratorException>(() => other.GetRequiredService<AIAgent>().RunAsync("yours?", stolen));

        Assert.Equal(ErrorReason.NotFound, refused.Error.Reason);
    }

    private sealed class StrangeSession : AgentSession;
}
