using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.Usage;
using Orchestrator.Storage.Protection;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Storage;

/// <summary>Registers journals.</summary>
public static class StorageServiceCollectionExtensions
{
    /// <summary>
    /// Adds the embedded journal as <see cref="IJournal"/>, <see cref="IErasureJournal"/>, <see cref="IBudgetStore"/>, <see cref="IBudgetBooks"/>, <see cref="IUsage"/>, <see cref="IUsageLog"/>, <see cref="IUsageInbox"/>, <see cref="IUsageOutbox"/> and <see cref="SqliteJournal"/>, and its keys as
    /// <see cref="IContentProtector"/> and as <see cref="KeyRing"/>. Each is opened when it is first resolved, and closed with the
    /// container, which must be disposed asynchronously. Options are validated when the host starts.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; at least the data directory.</param>
    /// <param name="keys">Sets where the keys are; the data directory is known. Null leaves the defaults.</param>
    public static IServiceCollection AddSqliteJournal(this IServiceCollection services, Action<SqliteJournalOptions> configure, Action<KeyRingOptions>? keys = null)
    {
        services.AddOptions<SqliteJournalOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<KeyRingOptions>()
            .Configure<IOptions<SqliteJournalOptions>>((ring, journal) => ring.DataDirectory = journal.Value.DataDirectory)
            .Configure(keys ?? (static _ => { }));
        services.TryAddSingleton(static provider => SqliteJournal.Open(
            provider.GetRequiredService<IOptions<SqliteJournalOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteJournal>>()));
        services.TryAddSingleton<IJournal>(static provider => provider.GetRequiredService<SqliteJournal>());
        services.TryAddSingleton<IErasureJournal>(static provider => provider.GetRequiredService<SqliteJournal>());
        services.TryAddSingleton<IUsage>(static provider => provider.GetRequiredService<SqliteJournal>());
        services.TryAddSingleton<IUsageLog>(static provider => provider.GetRequiredService<SqliteJournal>());
        services.TryAddSingleton<IUsageInbox>(static provider => provider.GetRequiredService<SqliteJournal>());
        services.TryAddSingleton<IUsageOutbox>(static provider => provider.GetRequiredService<SqliteJournal>());
        services.TryAddSingleton<IBudgetStore>(static provider => provider.GetRequiredService<SqliteJournal>());
        services.TryAddSingleton<IBudgetBooks>(static provider => provider.GetRequiredService<SqliteJournal>());
        services.TryAddSingleton(static provider => OpenKeys(provider));
        services.TryAddSingleton<IContentProtector>(static provider => provider.GetRequiredService<KeyRing>());
        return services;
    }

    // A container makes its services synchronously; nothing else runs while a process starts.
    private static KeyRing OpenKeys(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<KeyRingOptions>>().Value;
        var journal = provider.GetRequiredService<SqliteJournal>();
        var (time, logger) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<KeyRing>>());
        return Task.Run(() => KeyRing.OpenAsync(options, journal, time, logger)).GetAwaiter().GetResult();
    }
}
