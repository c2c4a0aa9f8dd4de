using Microsoft.Data.Sqlite;
using Orchestrator.Storage.Ownership;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Storage;

/// <summary>
/// Examines a data directory's journal from outside, whether a process owns it or not. It reads only: it takes no ownership, repairs
/// nothing, and writes nothing to the database.
/// </summary>
public static class JournalInspection
{
    /// <summary>Up to this size in bytes the file is examined thoroughly without being asked: some seconds.</summary>
    public const long ThoroughUpTo = 256L * 1024 * 1024;

    private const int MostProblems = 20;

    /// <summary>Whether a directory holds a journal.</summary>
    /// <param name="directory">The directory.</param>
    public static bool IsDataDirectory(string directory) => File.Exists(PathOf(directory));

    /// <summary>Examines the journal; null when the directory holds none.</summary>
    /// <param name="directory">The data directory of one process.</param>
    /// <param name="thorough">Compare indexes with tables whatever the size: minutes for many gigabytes.</param>
    public static JournalReport? Examine(string directory, bool thorough = false)
    {
        directory = Path.GetFullPath(directory);
        var path = PathOf(directory);
        if (!File.Exists(path))
            return null;
        var owned = DirectoryOwnership.IsHeld(directory);
        var owner = DirectoryOwnership.ReadOwner(directory);
        var log = Length(path + "-wal");
        var report = new JournalReport(directory, StorageState.Ok)
        {
            Owned = owned,
            Owner = owner,
            SizeBytes = Length(path),
            LogBytes = log,
            AlsoOpenIn = [.. FileHolder.Others(path, path + "-wal", path + "-shm").Where(h => !owned || h.ProcessId != owner?.ProcessId)],
        };
        try
        {
            // A log that somebody writes to now is torn whenever it is read.
            if (!owned && SqliteIntegrity.LogProblem(path, SqliteIntegrity.ReadWhole) is { } problem)
                return report with { State = StorageState.Corrupt, Detail = problem, Problems = [problem] };
            using var connection = Open(path, needsLog: owned || log > 0);
            return Read(connection, path, report, thorough || report.SizeBytes <= ThoroughUpTo);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            var state = SqliteFailure.StateOf(e, path);
            return report with { State = state, Detail = SqliteFailure.DetailOf(state, e, path) };
        }
    }

    private static JournalReport Read(SqliteConnection connection, string path, JournalReport report, bool thorough)
    {
        try
        {
            SqliteSchema.Check(connection, null, path);
        }
        catch (OrchestratorException e) when (e.Error.State is { } code)
        {
            return report with { State = code == StorageStates.Code(StorageState.NewerSchema) ? StorageState.NewerSchema : StorageState.NotAJournal, Detail = SqliteSchema.Found(connection) };
        }

        var problems = SqliteIntegrity.Problems(connection, thorough ? "integrity_check" : "quick_check", MostProblems);
        if (problems is [var first, ..])
            return report with { State = StorageState.Corrupt, Detail = first, Problems = [.. problems], Thorough = thorough };
        var (open, oldest) = SqliteRecovery.OpenTurns(connection);
        return report with
        {
            Thorough = thorough,
            Conversations = SqliteRecovery.Count(connection, "conversations"),
            Events = SqliteRecovery.Count(connection, "events"),
            NeedsKeys = SqliteRecovery.HasProtectedRows(connection),
            OpenTurns = open,
            OldestOpenTurn = oldest,
        };
    }

    /// <summary>
    /// Without a log the file alone is the truth, and SQLite then needs no files beside it: that works in a read-only directory and
    /// leaves nothing behind that would belong to whoever runs the examination.
    /// </summary>
    private static SqliteConnection Open(string path, bool needsLog)
    {
        if (!needsLog)
            return Connect($"file:{Uri.EscapeDataString(path)}?immutable=1");
        try
        {
            return Connect(path);
        }
        catch (SqliteException e) when (SqliteFailure.StateOf(e, path) is StorageState.ReadOnly or StorageState.Missing or StorageState.Full)
        {
            return Connect($"file:{Uri.EscapeDataString(path)}?immutable=1");
        }
    }

    private static SqliteConnection Connect(string source)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            connection.Open();
            SqliteRecovery.Count(connection, "sqlite_schema"); // The first read opens the log.
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string PathOf(string directory) => Path.Combine(directory, SqliteJournal.FileName);

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
