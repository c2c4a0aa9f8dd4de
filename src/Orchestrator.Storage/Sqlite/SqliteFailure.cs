using Microsoft.Data.Sqlite;
using Orchestrator.Storage.Ownership;
using SQLitePCL;

namespace Orchestrator.Storage.Sqlite;

/// <summary>Says what a failure of SQLite means: to whoever runs the program, and to whoever waits for a turn.</summary>
internal static class SqliteFailure
{
    // Linux and macOS give the raw error number as the HResult.
    private const int NoSpace = 28, ReadOnlyFileSystem = 30, QuotaLinux = 122, QuotaMac = 69;

    // Below this a file system is full for SQLite, whatever the failed call was called (its shared-memory file reports an I/O error).
    private const long NothingFree = 64 * 1024;

    /// <summary>True when the failure is of the statement's own data, and the transaction can go on without it.</summary>
    public static bool IsOfOneAppend(SqliteException e) =>
        e.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH;

    /// <summary>True when the connection may hold on to a broken file, so that a new one must be opened.</summary>
    public static bool NeedsNewConnection(Exception e) =>
        e is not SqliteException { SqliteErrorCode: raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_LOCKED };

    /// <summary>Which state a failure shows.</summary>
    public static StorageState StateOf(Exception e, string path) => e switch
    {
        DataDirectoryInUseException => StorageState.InUse,
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } or IOException { HResult: NoSpace or QuotaLinux or QuotaMac } => StorageState.Full,
        SqliteException { SqliteErrorCode: raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH }
            or UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem } => StorageState.ReadOnly,
        SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } => StorageState.Corrupt,
        // For a schema format that no version of it ever wrote SQLite has no number of its own.
        SqliteException { SqliteErrorCode: raw.SQLITE_ERROR } when e.Message.Contains("unsupported file format", StringComparison.Ordinal) => StorageState.Corrupt,
        SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } => StorageState.Locked,
        SqliteException { SqliteErrorCode: raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN } when FreeSpace(path) < NothingFree => StorageState.Full,
        SqliteException { SqliteErrorCode: raw.SQLITE_CANTOPEN } or DirectoryNotFoundException or FileNotFoundException => StorageState.Missing,
        SqliteException { SqliteErrorCode: raw.SQLITE_IOERR } or IOException => StorageState.IoError,
        _ => StorageState.Failed,
    };

    /// <summary>More on the cause: who holds the lock, or SQLite's number. Null when there is no more.</summary>
    public static string? DetailOf(StorageState state, Exception e, string path) => (state, e) switch
    {
        (StorageState.Locked, _) => FileHolder.Others(path, path + "-wal", path + "-shm") is { Count: > 0 } holders ? $"open in {string.Join(" and ", holders)}" : null,
        (StorageState.Full, _) when FreeSpace(path) is { } free => $"{free / 1024} KiB free",
        (StorageState.IoError or StorageState.Failed, SqliteException s) => $"SQLite error {s.SqliteExtendedErrorCode}",
        (StorageState.Failed, _) => e.GetType().Name,
        _ => null,
    };

    /// <summary>The failure of an open, for the operator; it names the file.</summary>
    public static OrchestratorException AtOpen(Exception e, string path) => AtOpen(StateOf(e, path), e, path);

    /// <summary>The failure of an open in a state that is known, for the operator; it names the file.</summary>
    public static OrchestratorException AtOpen(StorageState state, Exception? e, string path, string? detail = null)
    {
        var why = detail ?? (e is null ? null : DetailOf(state, e, path));
        var reason = state is StorageState.NewerSchema or StorageState.NotAJournal ? ErrorReason.Unsupported : ErrorReason.StorageUnavailable;
        return new(
            new OrchestratorError(reason, $"The journal '{path}' {StorageStates.Found(state)}{(why is null ? "" : $" ({why})")}. {StorageStates.Remedy(state)}") { State = StorageStates.Code(state) },
            e);
    }

    /// <summary>The failure as every face reports it; a new exception for every waiter.</summary>
    public static OrchestratorException ToException(JournalHealth health, Exception? e)
    {
        var again = StorageStates.MendsItself(health.State)
            ? "Send the same request with the same turn id again: it is taken as soon as that is over."
            : "It stays so until the operator has acted.";
        return new(
            new OrchestratorError(ErrorReason.StorageUnavailable, $"The store of conversations {StorageStates.Found(health.State)} ({health.Code}), so this could not be kept. {again}") { State = health.Code },
            e);
    }

    private static long? FreeSpace(string path)
    {
        try
        {
            return Path.GetDirectoryName(path) is { Length: > 0 } directory ? new DriveInfo(directory).AvailableFreeSpace : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // A failing disk need not tell; the first failure stands.
        }
    }
}
