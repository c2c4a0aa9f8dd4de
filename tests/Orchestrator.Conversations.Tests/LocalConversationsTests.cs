using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Targets;

namespace Orchestrator.Conversations.Tests;

/// <summary>The plain host keeps every promise of a host.</summary>
public sealed class LocalConversationsTests : ConversationConformance
{
    protected override Task<ConversationHost> CreateAsync(IReadOnlyList<ITargetConnector> targets, TurnOptions options) =>
        Task.FromResult<ConversationHost>(new LocalHost(targets, options));

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
