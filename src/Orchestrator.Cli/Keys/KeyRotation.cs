using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Storage.Protection;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Cli.Keys;

/// <summary>Puts the file of wrapped keys of a directory that nobody owns under another top key.</summary>
internal static class KeyRotation
{
    /// <summary>Rotates, and tells which erasures that covers.</summary>
    /// <param name="place">The directory, and how its process is configured.</param>
    /// <param name="to">The new top key; null takes the configured one.</param>
    /// <param name="from">The key before; null takes the configured one, or the development key.</param>
    /// <param name="cancellationToken">Ends the wait for the keys.</param>
    /// <exception cref="FormatException">No new key is named.</exception>
    /// <exception cref="KeyRingException">A key does not fit; nothing was changed.</exception>
    /// <exception cref="Storage.Ownership.DataDirectoryInUseException">A process has the directory.</exception>
    public static async Task<IReadOnlyList<ErasureReceipt>> RotateAsync(KeyPlace place, TopKeyOptions? to, TopKeyOptions? from, CancellationToken cancellationToken)
    {
        var options = new KeyRingOptions
        {
            DataDirectory = place.Keys.DataDirectory,
            Path = place.Keys.Path,
            TopKey = to ?? place.Keys.TopKey,
            PreviousTopKey = from ?? await BeforeAsync(place, to is not null, cancellationToken),
        };
        if (!options.HasOperatorKey)
            throw new FormatException("Name the new top key with --to-file, --to-environment or --to-command; 'openssl rand -hex 32' makes one.");
        await using var journal = await SqliteJournal.OpenAsync(
            new() { DataDirectory = options.DataDirectory }, TimeProvider.System, NullLogger<SqliteJournal>.Instance, cancellationToken);
        await using var ring = await KeyRing.OpenAsync(options, journal, TimeProvider.System, NullLogger<KeyRing>.Instance, cancellationToken);

        // What was begun under the key before is completed first; nobody holds conversations in memory.
        return await new Erasures(journal, ring, [], TimeProvider.System, NullLogger<Erasures>.Instance).ResumeAsync(cancellationToken);
    }

    private static async Task<TopKeyOptions> BeforeAsync(KeyPlace place, bool replacesConfigured, CancellationToken cancellationToken)
    {
        var report = await KeyFileInspection.ExamineAsync(place.Keys, cancellationToken);
        return report.DevelopmentKeyFile is { } development ? new() { File = development }
            : replacesConfigured ? place.Keys.TopKey
            : place.Keys.PreviousTopKey;
    }
}
