using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Journal;
using Orchestrator.Storage.Sqlite;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>Erasing while people talk.</summary>
public sealed class ErasureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Turns_that_race_an_erasure_end_before_it_or_are_told_and_nothing_of_them_is_left(int seed)
    {
        var random = new Random(seed);
        using var directory = new TemporaryDirectory();
        await using var services = new ServiceCollection()
            .AddTestEngine(directory.Path, Zone.Device, [new ScriptedTarget("a", static (_, _) => Answer())], new())
            .AddLocalConversations()
            .BuildServiceProvider();
        var conversations = services.GetRequiredService<IConversations>();
        var opened = new List<ConversationId>();
        for (var i = 0; i < 3; i++)
            opened.Add((await conversations.SendAsync(Ask("hello", $"open-{i}"))).Conversation);

        var racing = Enumerable.Range(0, 24).Select(i => (Turn: i, Id: opened[random.Next(opened.Count)])).ToList();
        var talking = racing.Select(r => Task.Run(() => TalkAsync(conversations, $"race-{r.Turn}", r.Id))).ToList();
        var receipt = await services.GetRequiredService<IErasure>().EraseAsync(
            new() { ErasureId = "e", Tenant = Ann.Tenant, Scope = ErasureScope.Owner, Owner = Ann.Owner }, default);
        await Task.WhenAll(talking).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(3, receipt.Conversations);
        Assert.Equal(3, receipt.KeysDestroyed);
        foreach (var id in opened)
        {
            Assert.Equal(ErrorReason.ConversationErased, await TalkAsync(conversations, "late", id));
            Assert.Empty(await services.GetRequiredService<IJournal>().ReadAsync(new(Ann.Tenant, id), 1, default));
        }

        // A turn that is sent again does not come back to life, and a new one is none of the erasure's business.
        Assert.Equal(ErrorReason.ConversationErased, await TalkAsync(conversations, "open-0", null));
        Assert.Null(await TalkAsync(conversations, "afterwards", null));
        Assert.Single((await conversations.ListConversationsAsync(Ann, 10, null, default)).Items);
    }

    [Fact]
    public async Task A_conversation_that_is_erased_while_it_is_read_says_so()
    {
        using var directory = new TemporaryDirectory();
        await using var services = new ServiceCollection()
            .AddSingleton<IJournal>(static s => new FaultyJournal(s.GetRequiredService<SqliteJournal>()))
            .AddTestEngine(directory.Path, Zone.Device, [new ScriptedTarget("a", static (_, _) => Answer())], new())
            .AddLocalConversations()
            .BuildServiceProvider();
        var id = (await services.GetRequiredService<IConversations>().SendAsync(Ask("hello", "open-0"))).Conversation;
        var journal = (FaultyJournal)services.GetRequiredService<IJournal>();
        var erasure = services.GetRequiredService<IErasure>();
        journal.AfterRead = _ => erasure.EraseAsync(
            new() { ErasureId = "e", Tenant = Ann.Tenant, Scope = ErasureScope.Conversation, Owner = Ann.Owner, Conversation = id }, default).AsTask();

        // As a host does that holds a conversation only once it is open: it has nothing yet that the erasure could wait for.
        await using var opened = await services.GetRequiredService<TurnEngine>().OpenAsync(new(Ann.Tenant, id), default);

        var told = Assert.Throws<OrchestratorException>(() => opened.View(Ann));
        Assert.Equal(ErrorReason.ConversationErased, told.Error.Reason);
    }

    private static async IAsyncEnumerable<ModelUpdate> Answer()
    {
        for (var piece = 0; piece < 3; piece++)
        {
            await Task.Yield();
            yield return new ModelText($"piece {piece} ");
        }

        yield return new ModelEnded { Usage = new(1, 2) };
    }

    // The reason why not; null when it was answered.
    private static async Task<ErrorReason?> TalkAsync(IConversations conversations, string turnId, ConversationId? id)
    {
        try
        {
            var end = await conversations.SendAsync(Ask(turnId.StartsWith("open", StringComparison.Ordinal) ? "hello" : "go on", turnId, id));
            Assert.Equal(TurnState.Completed, end.State);
            return null;
        }
        catch (OrchestratorException e)
        {
            Assert.Contains(e.Error.Reason, new[] { ErrorReason.ConversationErased, ErrorReason.Busy, ErrorReason.Moved });
            return e.Error.Reason;
        }
    }
}
