using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Targets;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>The plain host keeps every promise of a host.</summary>
public sealed class LocalConversationsTests : ConversationConformance
{
    protected override Task<ConversationHost> CreateAsync(IReadOnlyList<ITargetConnector> targets, TurnOptions options) =>
        Task.FromResult<ConversationHost>(new LocalHost(targets, options));

    [Fact]
    public async Task A_turn_withdrawn_while_it_waits_leaves_nothing()
    {
        var gate = new GatedTarget();
        await using var host = new PlainHost([gate.Connector]);
        var first = await host.Conversations.StartTurnAsync(Ann, Ask("go", "t1"), default);
        using var withdraw = new CancellationTokenSource();
        var waiting = host.Conversations.StartTurnAsync(Ann, Ask("never", "t2", first.Conversation), withdraw.Token).AsTask();

        await withdraw.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.End();
        await host.Conversations.ReadTurnAsync(Ann, first.Conversation, "t1", default, default).ReadAllAsync();

        Assert.Equal(1, (await host.Conversations.GetConversationAsync(Ann, first.Conversation, default)).Turns);
        Assert.Equal(1, gate.Connector.Runs);
    }

    private sealed class LocalHost(IReadOnlyList<ITargetConnector> targets, TurnOptions options) : ConversationHost
    {
        private readonly TemporaryDirectory _directory = new();
        private ServiceProvider? _services;

        public override IConversations Conversations => (_services ??= Start()).GetRequiredService<IConversations>();

        public override async Task RestartAsync()
        {
            if (_services is not null)
                await _services.DisposeAsync();
            _services = null;
        }

        public override async ValueTask DisposeAsync()
        {
            await RestartAsync();
            _directory.Dispose();
        }

        private ServiceProvider Start() =>
            new ServiceCollection().AddTestEngine(_directory.Path, Zone.Device, targets, options).AddLocalConversations().BuildServiceProvider();
    }
}
