using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Journal;
using Orchestrator.Protocol;
using Orchestrator.Routing;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>A journal holds what its decisions were made of.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task A_decision_replays_from_its_journal()
    {
        using var directory = new TemporaryDirectory();
        await using var services = new ServiceCollection()
            .AddTestEngine(directory.Path, Zone.Device, [ScriptedTarget.Declining("nano"), ScriptedTarget.Failing("a"), ScriptedTarget.Echo("b")], new())
            .AddLocalConversations().BuildServiceProvider();
        var turn = await services.GetRequiredService<IConversations>().SendAsync(Ask("my card 4242 4242 4242 4242 was stolen"));

        var rows = await services.GetRequiredService<IJournal>().ReadAsync(new(Ann.Tenant, turn.Conversation), 1, default);
        var routed = Assert.Single(rows.Select(r => Event(services, turn, r)).OfType<TurnRouted>());
        var again = services.GetRequiredService<Router>().Decide(routed.Input);

        Assert.Equal(routed.Decision.ToProto(), again.ToProto());
        Assert.Contains(services.GetRequiredService<Router>().Version, routed.RouterVersion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepted_routed_and_the_first_attempt_are_one_commit_and_the_end_another()
    {
        using var directory = new TemporaryDirectory();
        await using var services = new ServiceCollection()
            .AddTestEngine(directory.Path, Zone.Device, [ScriptedTarget.Echo()], new()).AddLocalConversations().BuildServiceProvider();
        var turn = await services.GetRequiredService<IConversations>().SendAsync(Ask("hello"));

        var rows = await services.GetRequiredService<IJournal>().ReadAsync(new(Ann.Tenant, turn.Conversation), 1, default);

        Assert.Equal(4, rows.Count);
        Assert.Equal(rows[0].At, rows[2].At);
        Assert.Equal(
            [typeof(TurnAccepted), typeof(TurnRouted), typeof(AttemptStarted), typeof(TurnCompleted)],
            rows.Select(r => Event(services, turn, r).GetType()));
    }

    private static ConversationEvent Event(ServiceProvider services, TurnView turn, JournalRow row)
    {
        var place = new ContentPlace(new(Ann.Tenant, turn.Conversation), row.KeyId, row.LogId, row.Sequence, row.Kind);
        return services.GetRequiredService<IEventCodec>().Decode(services.GetRequiredService<IContentProtector>().Unprotect(place, row.Content).Span);
    }
}
