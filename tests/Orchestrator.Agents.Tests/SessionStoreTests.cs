using Microsoft.Agents.AI;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Sdk;

namespace Orchestrator.Agents.Tests;

public sealed class SessionStoreTests : AgentTest
{
    private static readonly AgentSessionStoreKey Mondays = new("mondays", null);

    [Fact]
    public async Task A_session_is_found_by_its_name_in_another_process_and_goes_on()
    {
        await using (var app = App(configure: Named("planner")))
            await RunAsync(app, Mondays, "one");

        await using var later = App(configure: Named("planner"));
        await RunAsync(later, Mondays, "two");

        Assert.Equal("User: one\nAssistant: one\nUser: two", Target.Sent.Last());
    }

    [Fact]
    public async Task Names_partitions_and_agents_are_kept_apart()
    {
        await using var app = App(configure: Named("planner"));
        await using var otherAgent = App(configure: Named("cook"));
        await RunAsync(app, Mondays, "one");

        Assert.Null(await FindAsync(app, new("tuesdays", null)));
        Assert.Null(await FindAsync(app, Mondays.WithPartition("user", "bob")));
        Assert.Null(await FindAsync(otherAgent, Mondays));
        Assert.NotNull(await FindAsync(app, Mondays));
    }

    [Fact]
    public async Task Each_lookup_is_a_copy_that_changes_nothing_that_is_stored()
    {
        await using var app = App();
        await RunAsync(app, Mondays, "one");

        (await FindAsync(app, Mondays))!.StateBag.SetValue("note", "unsaved");

        Assert.Equal(0, (await FindAsync(app, Mondays))!.StateBag.Count);
    }

    [Fact]
    public async Task Deleting_a_session_erases_its_conversation_and_deleting_it_again_does_nothing()
    {
        await using var app = App();
        var session = await RunAsync(app, Mondays, "a secret");
        var store = app.GetRequiredService<AgentSessionStore>();

        await store.DeleteSessionAsync(app.GetRequiredService<AIAgent>(), Mondays);
        await store.DeleteSessionAsync(app.GetRequiredService<AIAgent>(), Mondays);

        Assert.Null(await FindAsync(app, Mondays));
        Assert.Empty(Directory.GetFiles(SessionFolder));
        var gone = await Assert.ThrowsAsync<OrchestratorException>(
            () => app.GetRequiredService<IOrchestratorClient>().ListTurnsAsync(session.GetService<ConversationId>()));
        Assert.Equal(ErrorReason.ConversationErased, gone.Error.Reason);
    }

    [Fact]
    public async Task A_session_whose_conversation_was_erased_elsewhere_is_not_found_and_a_new_one_begins()
    {
        await using var app = App();
        var session = await RunAsync(app, Mondays, "one");
        await app.GetRequiredService<IOrchestratorClient>().EraseAsync(EraseRequest.OfConversation(session.GetService<ConversationId>()));

        Assert.Null(await FindAsync(app, Mondays));
        await RunAsync(app, Mondays, "two");

        Assert.Equal("User: two", Target.Sent.Last());
    }

    [Fact]
    public async Task The_files_hold_no_word_of_what_was_said()
    {
        await using var app = App(configure: Named("planner"));
        await RunAsync(app, new("../mondays", null), "a secret");

        var file = Assert.Single(Directory.GetFiles(SessionFolder));

        Assert.DoesNotContain("secret", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{64}\\.json$", Path.GetFileName(file));
    }

    private static async Task<AgentSession> RunAsync(ServiceProvider app, AgentSessionStoreKey key, string text)
    {
        var (agent, store) = (app.GetRequiredService<AIAgent>(), app.GetRequiredService<AgentSessionStore>());
        var session = await store.GetOrCreateSessionAsync(agent, key);
        await agent.RunAsync(text, session);
        await store.SaveSessionAsync(agent, key, session);
        return session;
    }

    private static async Task<AgentSession?> FindAsync(ServiceProvider app, AgentSessionStoreKey key) =>
        await app.GetRequiredService<AgentSessionStore>().GetSessionAsync(app.GetRequiredService<AIAgent>(), key);

    private static Action<OrchestratorAgentOptions> Named(string name) => o => o.Name = name;
}
