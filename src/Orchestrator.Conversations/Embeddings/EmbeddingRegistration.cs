using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Usage;
using Orchestrator.Privacy;

namespace Orchestrator.Conversations.Embeddings;

/// <summary>Registers embeddings.</summary>
public static class EmbeddingRegistration
{
    /// <summary>Adds <see cref="IEmbeddings"/> over the turn engine's gate, ledger and budgets. Idempotent.</summary>
    /// <param name="services">The services, with the engine and <see cref="IUsageLog"/>.</param>
    /// <param name="connectors">The models, the one that is taken without a name first among those of this zone.</param>
    public static IServiceCollection AddEmbeddings(this IServiceCollection services, Func<IServiceProvider, IEnumerable<IEmbeddingConnector>> connectors)
    {
        services.TryAddSingleton<IEmbeddings>(s => new ClearedEmbeddings(
            connectors(s), s.GetRequiredService<EngineIdentity>(), s.GetRequiredService<EgressGate>(), s.GetRequiredService<IEgressLedger>(),
            new(s.GetRequiredService<IBudgets>(), s.GetRequiredService<IUsageLog>(), s.GetRequiredService<TimeProvider>())));
        return services;
    }
}
