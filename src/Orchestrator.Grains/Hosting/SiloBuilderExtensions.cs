using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Grains.Conversations;
using Orchestrator.Grains.Placement;
using Orleans.Configuration;

namespace Orchestrator.Grains.Hosting;

/// <summary>Puts conversations into an Orleans silo.</summary>
public static class SiloBuilderExtensions
{
    /// <summary>
    /// Adds the grains and, as <see cref="IConversations"/>, the way to them. The turn engine
    /// (<see cref="TurnEngineRegistration.AddTurnEngine"/>) is registered beside it. Idempotent.
    /// </summary>
    /// <param name="silo">The silo.</param>
    public static ISiloBuilder AddOrchestrator(this ISiloBuilder silo)
    {
        // A caller that gives up must not leave its request running.
        silo.Configure<SiloMessagingOptions>(o => o.CancelRequestOnTimeout = true);
        silo.Services.TryAddSingleton<HostedConversations>();
        silo.Services.TryAddSingleton<NodeSpending>();
        silo.Services.AddPlacementDirector<BirthplacePlacement, BirthplaceDirector>();
        silo.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, HostedConversations>(s => s.GetRequiredService<HostedConversations>()));
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IErasureHost, HostedConversations>(s => s.GetRequiredService<HostedConversations>()));
        silo.Services.TryAddSingleton<GrainConversations>();
        silo.Services.TryAddSingleton<IConversations>(s => s.GetRequiredService<GrainConversations>());
        return silo;
    }
}
