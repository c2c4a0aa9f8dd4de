using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Orchestrator.Privacy.Telemetry;
using Orchestrator.Storage.Ownership;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Storage.Protection;

/// <summary>Opens key rings.</summary>
public sealed partial class KeyRing
{
    /// <summary>
    /// Opens the key file of a journal, or makes it with the journal. A file that the previous top key wraps is first wrapped by the
    /// top key, under a new key-encryption key.
    /// </summary>
    /// <param name="options">Where the keys are.</param>
    /// <param name="journal">The open journal, which owns its directory.</param>
    /// <param name="time">The clock of the owner file.</param>
    /// <param name="logger">Told of opening and rotation; never of a key.</param>
    /// <param name="cancellationToken">Ends the wait for the operator's key.</param>
    /// <exception cref="KeyRingException">The keys cannot be opened. Nothing was changed.</exception>
    /// <exception cref="DataDirectoryInUseException">Another process has the directory of the key file.</exception>
    public static Task<KeyRing> OpenAsync(KeyRingOptions options, SqliteJournal journal, TimeProvider time, ILogger<KeyRing> logger, CancellationToken cancellationToken = default) =>
        OpenAsync(options, journal, new KeyFileStore(options.KeyFile, new KeyFileDisk()), time, logger, cancellationToken);

    internal static async Task<KeyRing> OpenAsync(
        KeyRingOptions options, IKeyUsage usage, IKeyFileStore store, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        DirectoryOwnership? ownership = null;
        TopKey? top = null;
        try
        {
            ownership = DirectoryOwnership.Take(options.KeyDirectory, time);
            top = await TopKeySource.LoadAsync(options.TopKey, KeyRingOptions.Section + ":TopKey", cancellationToken);
            var development = top is null;
            var file = store.Read() is { } bytes
                ? await LoadAsync(options, usage, store, bytes, top, logger, cancellationToken)
                : await CreateAsync(options, usage, store, top, cancellationToken);
            InstallSecretFile.Forget(options.DataDirectory, file.InstallSecret);
            if (development)
                LogDevelopmentKey(logger, DevelopmentKey.PathIn(options.DataDirectory));
            LogOpened(logger, store.Path, (long)file.Header.Generation, file.Header.TopKeyId);
            return new(file, usage, options, ownership, development, time, logger);
        }
        catch (Exception e)
        {
            ownership?.Dispose();
            top?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw new KeyRingException($"The key file '{store.Path}' cannot be opened: {e.Message}", e);
            throw;
        }
    }

    private static async Task<KeyFile> CreateAsync(KeyRingOptions options, IKeyUsage usage, IKeyFileStore store, TopKey? top, CancellationToken cancellationToken)
    {
        if (await usage.HasProtectedRowsAsync(cancellationToken))
            throw new KeyRingException($"The key file '{store.Path}' is missing, and the journal holds conversations that only its keys open. Restore the file, or set {KeyRingOptions.Section}:Path to its directory.");
        if (usage.Health is { Healthy: false } failing)
            throw new KeyRingException($"The key file '{store.Path}' is made once its journal can be written. {failing.Found} {failing.Remedy}");
        top ??= await DevelopmentKey.FindAsync(options.DataDirectory, cancellationToken) ?? DevelopmentKey.Create(options.DataDirectory);
        var secret = InstallSecretFile.Find(options.DataDirectory) ?? RandomNumberGenerator.GetBytes(Wrapping.SecretSize);
        return KeyFile.Create(store, top, JournalId(usage), secret);
    }

    private static async Task<KeyFile> LoadAsync(
        KeyRingOptions options, IKeyUsage usage, IKeyFileStore store, byte[] bytes, TopKey? top, ILogger logger, CancellationToken cancellationToken)
    {
        var header = KeyFileHeader.Read(bytes, store.Path);
        if (header.JournalId != JournalId(usage))
            throw new KeyRingException($"The key file '{store.Path}' is of another journal than the one in '{options.DataDirectory}'. Give each data directory its own {KeyRingOptions.Section}:Path, or move the file away if its journal is gone for good.");
        if (top is null)
        {
            var development = await DevelopmentKey.FindAsync(options.DataDirectory, cancellationToken);
            return development?.Id == header.TopKeyId
                ? KeyFile.Load(store, bytes, header, development)
                : throw Unknown(store.Path, header, development is null ? "none is configured" : $"the development key is {development.Id}", developmentKeyFits: false, options);
        }

        if (top.Id == header.TopKeyId)
        {
            var file = KeyFile.Load(store, bytes, header, top);
            DestroyReplacedDevelopmentKey(options);
            return file;
        }

        // Only now: the source of a key that has been replaced may be gone.
        if (await TopKeySource.LoadAsync(options.PreviousTopKey, KeyRingOptions.Section + ":PreviousTopKey", cancellationToken) is { } previous)
        {
            if (previous.Id == header.TopKeyId)
            {
                var rotated = KeyFile.Load(store, bytes, header, previous);
                rotated.Rewrite(new HashSet<UInt128>(), top);
                LogRotated(logger, header.TopKeyId, top.Id);
                DestroyReplacedDevelopmentKey(options);
                return rotated;
            }

            previous.Dispose();
        }

        using var beside = await DevelopmentKey.FindAsync(options.DataDirectory, cancellationToken);
        throw Unknown(store.Path, header, $"the configured one is {top.Id}", beside?.Id == header.TopKeyId, options);
    }

    private static KeyRingException Unknown(string path, KeyFileHeader header, string found, bool developmentKeyFits, KeyRingOptions options)
    {
        var way = developmentKeyFits
            ? $"It is the development key: set {KeyRingOptions.Section}:PreviousTopKey:File to '{DevelopmentKey.PathIn(options.DataDirectory)}' to go over to the new one."
            : $"Set {KeyRingOptions.Section}:TopKey to that key, or {KeyRingOptions.Section}:PreviousTopKey if it is being replaced.";
        return new($"The key file '{path}' wants top key {header.TopKeyId}, and {found}. {way} Nothing was changed.");
    }

    // Also after a crash between the new file and this.
    private static void DestroyReplacedDevelopmentKey(KeyRingOptions options)
    {
        var path = DevelopmentKey.PathIn(options.DataDirectory);
        if (options.PreviousTopKey.File is { Length: > 0 } replaced && Path.GetFullPath(replaced) == path && File.Exists(path))
            DevelopmentKey.Destroy(options.DataDirectory);
    }

    private static string JournalId(IKeyUsage usage) => KeyIds.Of("orchestrator journal 1"u8, System.Text.Encoding.UTF8.GetBytes(usage.LogId));

    [LoggerMessage(EventId = 4110, Level = LogLevel.Information, Message = "The key file {Path} is open: generation {Generation}, top key {TopKey}")]
    private static partial void LogOpened(ILogger logger, [Operational] string path, long generation, [Operational] string topKey);

    [LoggerMessage(EventId = 4113, Level = LogLevel.Warning, Message = "The conversations are encrypted under a development key, {Path}, which lies beside them: whoever has this directory can read them. Set Orchestrator:Keys:TopKey:File (or :Environment, :Command) to a key that you keep elsewhere, and Orchestrator:Keys:PreviousTopKey:File to this file, to go over to it")]
    private static partial void LogDevelopmentKey(ILogger logger, [Operational] string path);

    [LoggerMessage(EventId = 4114, Level = LogLevel.Information, Message = "The key file went over from top key {Before} to {After}. Older copies of it open with the key before alone: destroy that key, and take PreviousTopKey out of the configuration")]
    private static partial void LogRotated(ILogger logger, [Operational] string before, [Operational] string after);
}
