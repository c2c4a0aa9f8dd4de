using Microsoft.Data.Sqlite;
using SQLitePCL;
using static System.FormattableString;

namespace Orchestrator.Storage.Sqlite;

/// <summary>Opens connections to the journal's file. Thread-safe.</summary>
internal sealed class SqliteDatabase
{
    private readonly string _connectionString;
    private readonly long? _maxSizeBytes;
    private readonly SqliteEngineOptions _engine;

    public SqliteDatabase(string path, long? maxSizeBytes, SqliteEngineOptions? engine = null, string? tellsUsageOf = null)
    {
        (Path, TellsUsageOf) = (path, tellsUsageOf);
        _maxSizeBytes = maxSizeBytes;
        _engine = engine ?? new();
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 5,
            Vfs = _engine.Vfs,
        }.ToString();
    }

    public string Path { get; }

    /// <summary>The tenant whose usage is to be told to a cluster; null for none.</summary>
    public string? TellsUsageOf { get; }

    /// <summary>The writer's connection: every commit is on the disk when it returns, and deleted content is overwritten.</summary>
    public SqliteConnection OpenWriter()
    {
        // fullfsync: on macOS a plain fsync stops at the drive's cache.
        var connection = Open(Invariant($"PRAGMA journal_mode=WAL; PRAGMA synchronous={(_engine.Synced ? "FULL" : "OFF")}; PRAGMA fullfsync=1; PRAGMA secure_delete=ON; PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint={_engine.CheckpointPages}; PRAGMA cell_size_check=ON;"));
        if (_maxSizeBytes is { } bytes)
            Execute(connection, Invariant($"PRAGMA max_page_count={bytes / PageSize(connection)}"));
        return connection;
    }

    /// <summary>
    /// Makes durable whatever a process before, or a failed sync, left readable but perhaps not on the disk; until then nothing that is
    /// read may be told, and nothing may be written behind it. SQLite syncs only what it writes itself: a log that a killed process
    /// wrote is never synced again, nor is the log's name, and after a failed sync the operating system gives up what it could not
    /// write. So the log is folded into the file, which writes all of it once more, and begins anew.
    /// </summary>
    /// <exception cref="SqliteException">It could not be done; it must be tried again before a write.</exception>
    /// <exception cref="IOException">The directory could not be synced.</exception>
    public void Settle(SqliteConnection writer)
    {
        if (!_engine.Synced)
            return;
        Execute(writer, "PRAGMA busy_timeout=5000;"); // Reads that run now are waited for.
        using (var command = writer.CreateCommand())
        {
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            using var reader = command.ExecuteReader();
            if (reader.Read() && reader.GetInt64(0) != 0)
                throw new SqliteException("The log could not be folded into the file: somebody reads it.", raw.SQLITE_BUSY);
        }

        Execute(writer, "PRAGMA busy_timeout=0;");
        _engine.FlushNames(System.IO.Path.GetDirectoryName(Path)!);
    }

    /// <summary>A connection that cannot write.</summary>
    public SqliteConnection OpenReader() => Open("PRAGMA query_only=ON; PRAGMA cell_size_check=ON;");

    private static long PageSize(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA page_size";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open(string pragmas)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            Execute(connection, pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
