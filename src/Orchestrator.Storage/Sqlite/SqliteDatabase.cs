using Microsoft.Data.Sqlite;
using static System.FormattableString;

namespace Orchestrator.Storage.Sqlite;

/// <summary>Opens connections to the journal's file. Thread-safe.</summary>
internal sealed class SqliteDatabase
{
    private readonly string _connectionString;
    private readonly long? _maxSizeBytes;
    private readonly SqliteEngineOptions _engine;

    public SqliteDatabase(string path, long? maxSizeBytes, SqliteEngineOptions? engine = null)
    {
        Path = path;
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

    /// <summary>The writer's connection: every commit is on the disk when it returns, and deleted content is overwritten.</summary>
    public SqliteConnection OpenWriter()
    {
        // fullfsync: on macOS a plain fsync stops at the drive's cache.
        var connection = Open(Invariant($"PRAGMA journal_mode=WAL; PRAGMA synchronous={(_engine.Synced ? "FULL" : "OFF")}; PRAGMA fullfsync=1; PRAGMA secure_delete=ON; PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint={_engine.CheckpointPages}; PRAGMA cell_size_check=ON;"));
        if (_maxSizeBytes is { } bytes)
            Execute(connection, Invariant($"PRAGMA max_page_count={bytes / PageSize(connection)}"));
        return connection;
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
