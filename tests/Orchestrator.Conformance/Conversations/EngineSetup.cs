using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;
using Orchestrator.Protocol;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Storage;

namespace Orchestrator.Conformance.Conversations;

/// <summary>Registers a real engine on a real store, with scripted targets.</summary>
public static class EngineSetup
{
    public static IServiceCollection AddTestEngine(
        this IServiceCollection services, string directory, Zone entered, IReadOnlyList<ITargetConnector> targets, TurnOptions options)
    {
        services.AddSingleton(typeof(ILogger<>), typeof(Microsoft.Extensions.Logging.Abstractions.NullLogger<>));
        services.AddSqliteJournal(o => o.DataDirectory = directory);
        services.AddSingleton<IEventCodec, EventCodec>();
        services.AddSingleton(new DigestKey(new byte[32]));
        services.TryAddSingleton(s => new EgressGate(new TextAnalyzer(), PrivacyPolicy.Default, new LedgerKey(new byte[32]), TimeProvider.System));
        services.TryAddSingleton<IEgressLedger, MemoryLedger>();
        services.AddSingleton<IDifficultyEstimator, FixedEstimator>();
        services.AddSingleton<ITargetCatalog>(new FixedCatalog(targets));
        services.AddSingleton(Options.Create(options));
        return services.AddTurnEngine(new("test", entered));
    }
}
