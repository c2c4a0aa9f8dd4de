using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations.Journal;
using Orchestrator.Storage.Protection;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Storage;

/// <summary>Registers journals.</summary>
public static class StorageServiceCollectionExtensions
{
    /// <summary>
    /// Adds the embedded journal as <see cref="IJournal"/> and as <see cref="SqliteJournal"/>, and a protector that keeps content plain
    /// unless another one is registered. The file is opened when the journal is first resolved, and closed with the container, which
    /// must be disposed asynchronously. Options are validated when the host starts.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; at least the data directory.</param>
    public static IServiceCollection AddSqliteJournal(this IServiceCollection services, Action<SqliteJournalOptions> configure)
    {
        services.AddOptions<SqliteJournalOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IContentProtector, PlainContentProtector>();
        services.TryAddSingleton(static provider => SqliteJournal.Open(
            provider.GetRequiredService<IOptions<SqliteJournalOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteJournal>>()));
        services.TryAddSingleton<IJournal>(static provider => provider.GetRequiredService<SqliteJournal>());
        return services;
    }
}
