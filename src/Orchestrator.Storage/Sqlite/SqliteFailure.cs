using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Storage.Sqlite;

/// <summary>Says what a failure of SQLite means to whoever runs the program.</summary>
internal static class SqliteFailure
{
    /// <summary>True when the failure is of the statement's own data, and the transaction can go on without it.</summary>
    public static bool IsOfOneAppend(SqliteException e) =>
        e.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH;

    /// <summary>True when the connection may hold on to a broken file, so that a new one must be opened.</summary>
    public static bool NeedsNewConnection(Exception e) =>
        e is not SqliteException { SqliteErrorCode: raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_LOCKED };

    /// <summary>What is wrong and what to do.</summary>
    public static string Describe(Exception e, string path) => e switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } =>
            $"The journal '{path}' is full: the disk has no free space, or the file reached {SqliteJournalOptions.Section}:MaxSizeBytes. Free space or raise the limit; writing goes on by itself.",
        SqliteException { SqliteErrorCode: raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH } or UnauthorizedAccessException =>
            $"The journal '{path}' cannot be written: the file, its directory or its file system is read-only for this process. Give it write access.",
        SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } =>
            $"The journal '{path}' is damaged. Stop this process, keep a copy of the directory, and restore a backup or run 'sqlite3 journal.db .recover'.",
        SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } =>
            $"The journal '{path}' is locked by another program that opened the file. Close that program; writing goes on by itself.",
        SqliteException { SqliteErrorCode: raw.SQLITE_CANTOPEN } or DirectoryNotFoundException or FileNotFoundException =>
            $"The journal '{path}' cannot be opened: the file or its directory is missing or not accessible. Restore it and start again.",
        SqliteException { SqliteErrorCode: raw.SQLITE_IOERR } or IOException =>
            $"The disk under the journal '{path}' failed to read or write. Check the disk and the system's log; writing goes on by itself once it works.",
        SqliteException s =>
            $"The journal '{path}' failed with SQLite error {s.SqliteErrorCode} ({s.SqliteExtendedErrorCode}).",
        _ => $"The journal '{path}' failed: {e.GetType().Name}.",
    };

    /// <summary>The failure as every face reports it; a new exception for every waiter.</summary>
    public static OrchestratorException ToException(Exception e, string path) =>
        new(new OrchestratorError(ErrorReason.StorageUnavailable, Describe(e, path)), e);
}
