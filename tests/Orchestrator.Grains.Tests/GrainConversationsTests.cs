using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Targets;
using Orchestrator.Grains.Hosting;

namespace Orchestrator.Grains.Tests;

/// <summary>The cluster's host keeps every promise of a host.</summary>
public sealed class GrainConversationsTests : ConversationConformance
{
    protected override async Task<ConversationHost> CreateAsync(IReadOnlyList<ITargetConnector> targets, TurnOptions options)
    {
        var host = new ClusterHost(targets, options);
        await host.StartAsync();
        return host;
    }

    private sealed class ClusterHost(IReadOnlyList<ITargetConnector> targets, TurnOptions options) : ConversationHost
    {
        private readonly TemporaryDirectory _directory = new();
        private IHost? _silo;

        public override IConversations Conversations => _silo!.Services.GetRequiredService<IConversations>();

        public override async Task RestartAsync()
        {
            await StopAsync();
            await StartAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await StopAsync();
            _directory.Dispose();
        }

        public async Task StartAsync()
        {
            var builder = Host.CreateApplicationBuilder();
            builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePorts.One(), FreePorts.One()).AddOrchestrator());
            builder.Services.AddTestEngine(_directory.Path, Zone.Cluster, targets, options);
            _silo = builder.Build();
            await _silo.StartAsync();
        }

        private async Task StopAsync()
        {
            await _silo!.StopAsync();
            if (_silo is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
        }
    }
}
