using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Conversations.Hosting;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.Targets;
using Orchestrator.Conversations.Turns;
using Orchestrator.Privacy;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Routing.Learning;

namespace Orchestrator.Conversations;

/// <summary>Registers the turn engine.</summary>
public static class TurnEngineRegistration
{
    /// <summary>
    /// Adds the engine. The host registers what it needs besides: <see cref="IJournal"/>, <see cref="IEventCodec"/>,
    /// <see cref="IErasureJournal"/>, <see cref="IContentProtector"/>, <see cref="DigestKey"/>, <see cref="EgressGate"/>, <see cref="IEgressLedger"/>, <see cref="IDifficultyEstimator"/> and an
    /// <see cref="ITargetCatalog"/>. Idempotent.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="identity">Who this engine is, and the zone where its turns enter.</param>
    public static IServiceCollection AddTurnEngine(this IServiceCollection services, EngineIdentity identity)
    {
        services.TryAddSingleton(identity);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<TurnInstruments>();
        services.AddOptions<TurnOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RouterOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RouterOptions>, RouterOptionsValidator>());
        services.TryAddSingleton(s => new TargetMeasurements(s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<LearnedShifts>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IFeedbackSink, FeedbackLearning>());
        services.TryAddSingleton(s => new TargetLoads(s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new TurnRouting(
            s.GetRequiredService<IOptions<RouterOptions>>().Value, s.GetRequiredService<TargetMeasurements>(), s.GetRequiredService<TargetLoads>(),
            ConfiguredProfiles.Load(s.GetRequiredService<IOptions<RouterOptions>>().Value, s.GetRequiredService<IDifficultyEstimator>()),
            s.GetRequiredService<LearnedShifts>()));
        services.TryAddSingleton(s => s.GetRequiredService<TurnRouting>().Router);
        services.TryAddSingleton<ConversationResolver>();
        services.TryAddSingleton<IBudgets, NoBudgets>();
        services.TryAddSingleton<Erasures>();
        services.TryAddSingleton<IErasure>(s => s.GetRequiredService<Erasures>());
        services.TryAddSingleton(s => new TurnEngine(
            s.GetRequiredService<EngineIdentity>(),
            s.GetRequiredService<IJournal>(),
            s.GetRequiredService<IEventCodec>(),
            s.GetRequiredService<IContentProtector>(),
            s.GetRequiredService<DigestKey>(),
            s.GetRequiredService<EgressGate>(),
            s.GetRequiredService<IEgressLedger>(),
            s.GetRequiredService<TurnRouting>(),
            s.GetRequiredService<IDifficultyEstimator>(),
            s.GetRequiredService<ITargetCatalog>(),
            s.GetRequiredService<IBudgets>(),
            s.GetRequiredService<IOptions<TurnOptions>>().Value,
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<TurnInstruments>(),
            s.GetServices<IFeedbackSink>(),
            s.GetRequiredService<ILogger<TurnEngine>>()));
        return services;
    }

    /// <summary>Adds the plain host of conversations: this process holds each of them once, without Orleans. Idempotent.</summary>
    /// <param name="services">The services, with the engine.</param>
    public static IServiceCollection AddLocalConversations(this IServiceCollection services)
    {
        services.TryAddSingleton<LocalConversations>();
        services.TryAddSingleton<IConversations>(s => s.GetRequiredService<LocalConversations>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IErasureHost, LocalConversations>(s => s.GetRequiredService<LocalConversations>()));
        return services;
    }
}
