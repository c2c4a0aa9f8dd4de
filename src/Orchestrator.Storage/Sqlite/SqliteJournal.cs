using System.ComponentModel.DataAnnotations;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Journal;
using Orchestrator.Privacy.Telemetry;
using Orchestrator.Storage.Ownership;
using Orchestrator.Storage.Protection;
using SQLitePCL;

namespace Orchestrator.Storage.Sqlite;

/// <summary>
/// The embedded journal: one SQLite file in a directory that one process owns. One thread writes and commits many appends together
/// with <c>synchronous=FULL</c>; reads go past it on connections of their own. Thread-safe.
/// </summary>
public sealed partial class SqliteJournal : IJournal, IKeyUsage
{
    internal const string FileName = "journal.db";

    private const int MaxPageSize = 200;

    // Rows are looked at in milliseconds; beyond these, keys that were made ahead are rather left than looked for.
    private const int MostRowsForUnusedKeys = 200_000;

    private readonly DirectoryOwnership _ownership;
    private readonly JournalWriter _writer;
    private readonly JournalReaders _readers;
    private readonly HealthMonitor _health;
    private readonly TimeProvider _time;
    private readonly string? _tellsUsageOf;
    private readonly Lazy<Task> _closing;

    private SqliteJournal(
        string logId, JournalRecovery recovery, string? tellsUsageOf, DirectoryOwnership ownership, JournalWriter writer, JournalReaders readers, HealthMonitor health, TimeProvider time)
    {
        (LogId, Recovery, _tellsUsageOf) = (logId, recovery, tellsUsageOf);
        _ownership = ownership;
        _writer = writer;
        _readers = readers;
        _health = health;
        _time = time;
        _closing = new(CloseAsync);
    }

    /// <inheritdoc/>
    public string LogId { get; }

    /// <summary>Whether appends can be kept now. After a failure the disk is tried again every five seconds, or by the next append.</summary>
    public JournalHealth Health => _health.Current;

    /// <summary>What was found when it was opened.</summary>
    public JournalRecovery Recovery { get; }

    /// <summary>Takes the directory and opens or makes the journal in it.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="time">The clock of the health report and of the owner file.</param>
    /// <param name="logger">Told of opening, failing and recovering.</param>
    /// <param name="cancellationToken">Cancels before the directory is touched.</param>
    /// <exception cref="DataDirectoryInUseException">Another process owns the directory.</exception>
    /// <exception cref="OrchestratorException">The file cannot be opened, is no journal, or has a newer schema.</exception>
    /// <exception cref="ValidationException">An option is missing or out of its range.</exception>
    public static Task<SqliteJournal> OpenAsync(SqliteJournalOptions options, TimeProvider time, ILogger<SqliteJournal> logger, CancellationToken cancellationToken = default) =>
        Task.Run(() => Open(options, time, logger), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<JournalHeader?> ReadHeaderAsync(ConversationKey key, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.Header(key), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JournalRow>> ReadAsync(ConversationKey key, long fromSequence, CancellationToken cancellationToken) =>
        await _readers.ReadAsync(session => session.Events(key, fromSequence), cancellationToken);

    /// <inheritdoc/>
    public ValueTask AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        JournalAppendRules.Check(append);
        return _writer.AppendAsync(append, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Page<JournalHeader>> ListAsync(string tenant, string owner, int pageSize, string? pageToken, CancellationToken cancellationToken)
    {
        if (pageSize is < 1 or > MaxPageSize)
            throw new OrchestratorException(ErrorReason.InvalidRequest, $"The page size is {pageSize}; it must be between 1 and {MaxPageSize}.", "page_size");
        var after = PagePosition.Parse(pageToken, LogId, tenant, owner);
        // One more than asked for tells whether there is a next page.
        var found = await _readers.ReadAsync(session => session.List(tenant, owner, after, pageSize + 1), cancellationToken);
        if (found.Length <= pageSize)
            return new(found, null);
        var last = found[pageSize - 1];
        return new(found[..pageSize], new PagePosition(SqliteColumns.Time(last.UpdatedAt), last.Key.Id.ToBytes()).ToToken(LogId, tenant, owner));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ConversationId>> FindByHistoryAsync(string tenant, string owner, ReadOnlyMemory<byte> historyDigest, CancellationToken cancellationToken) =>
        historyDigest.IsEmpty ? [] : await _readers.ReadAsync(session => session.ByHistory(tenant, owner, SqliteColumns.Blob(historyDigest)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ConversationId?> FindByStartKeyAsync(string tenant, ReadOnlyMemory<byte> startKey, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.ByStartKey(tenant, SqliteColumns.Blob(startKey)), cancellationToken);

    ValueTask<long> IKeyUsage.LastPositionAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.LastPosition(), cancellationToken);

    ValueTask<bool> IKeyUsage.HasProtectedRowsAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.HasProtectedRows(), cancellationToken);

    async ValueTask<IReadOnlyCollection<UInt128>> IKeyUsage.UnusedAsync(IReadOnlyCollection<UInt128> keys, long afterPosition, CancellationToken cancellationToken)
    {
        var unused = keys.ToHashSet();
        return await _readers.ReadAsync(session => session.RemoveUsed(unused, afterPosition, MostRowsForUnusedKeys), cancellationToken) ? unused : [];
    }

    /// <summary>Writes what waits, closes the file and frees the directory. Appends after it fail.</summary>
    public ValueTask DisposeAsync() => new(_closing.Value);

    internal static SqliteJournal Open(SqliteJournalOptions options, TimeProvider time, ILogger<SqliteJournal> logger)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        var directory = Path.GetFullPath(options.DataDirectory);
        var path = Path.Combine(directory, FileName);
        var ownership = Take(directory, path, time);
        WriteSession? session = null;
        try
        {
            if (options.Engine.Vfs is null)
                DirectoryOwnership.CreatePrivateFile(path);
            var log = new FileInfo(path + "-wal") is { Exists: true } left ? left.Length : 0;
            SqliteIntegrity.CheckLog(path, options.Engine.ReadWhole);
            var database = new SqliteDatabase(path, options.MaxSizeBytes, options.Engine, options.TellsUsageOf);
            session = new WriteSession(database);
            var logId = SqliteSchema.Ensure(session.Connection, path);
            SqliteIntegrity.CheckAtOpen(session.Connection, path);
            var recovery = SqliteRecovery.Read(session.Connection, log);
            var health = new HealthMonitor(path, time, logger);
            Settle(session, health);
            LogOpened(logger, path, logId, recovery.LastPosition);
            if (recovery.Unclean || recovery.OpenTurns > 0)
                LogRecovery(logger, path, recovery.LogBytes, recovery.Words);
            return new(logId, recovery, options.TellsUsageOf, ownership, new JournalWriter(database, session, health, options, time), new JournalReaders(database, health, options.Readers), health, time);
        }
        catch (Exception e)
        {
            session?.Dispose();
            ownership.Dispose();
            if (e is OrchestratorException)
                throw;
            throw SqliteFailure.AtOpen(e, path);
        }
    }

    private static void Settle(WriteSession session, HealthMonitor health)
    {
        try
        {
            session.Settle();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_FULL)
        {
            // What is there can be read, and what is written waits for room; before the first write it is tried again.
            _ = health.Failed(e);
        }
    }

    private static DirectoryOwnership Take(string directory, string path, TimeProvider time)
    {
        try
        {
            return DirectoryOwnership.Take(directory, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SqliteFailure.AtOpen(e, path);
        }
    }

    private async Task CloseAsync()
    {
        try
        {
            // Readers first: the last connection to close folds the log into the file, and that should be the writer's.
            await _readers.DisposeAsync();
            await _writer.DisposeAsync();
        }
        finally
        {
            _ownership.Dispose();
        }
    }

    [LoggerMessage(EventId = 4100, Level = LogLevel.Information, Message = "The journal {Path} is open; its log is {LogId}, its last event {LastPosition}")]
    private static partial void LogOpened(ILogger logger, [Operational] string path, [Operational] string logId, long lastPosition);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Warning, Message = "The journal {Path} takes over what the process before left: {LogBytes} bytes of its log. {Words}")]
    private static partial void LogRecovery(ILogger logger, [Operational] string path, long logBytes, [Operational] string words);
}
