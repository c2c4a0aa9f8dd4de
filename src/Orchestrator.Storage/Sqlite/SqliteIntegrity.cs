using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Orchestrator.Storage.Sqlite;

/// <summary>Looks for damage in the file.</summary>
internal static class SqliteIntegrity
{
    /// <summary>
    /// The largest file that is read whole when it is opened, in bytes: some 50 ms. In a larger one damage shows when the damaged
    /// page is read, or to <c>doctor</c>.
    /// </summary>
    public const long ReadWholeAtOpen = 32 * 1024 * 1024;

    /// <summary>The largest log that is examined before SQLite takes it over, in bytes; SQLite cuts it back to 64 MiB.</summary>
    public const long LargestLog = 256 * 1024 * 1024;

    /// <summary>Looks for damage that SQLite would take for the end of its log. It must come before SQLite opens the file.</summary>
    /// <param name="path">The journal's file.</param>
    /// <param name="read">Reads a file.</param>
    /// <exception cref="OrchestratorException">The log is damaged.</exception>
    public static void CheckLog(string path, Func<string, byte[]?> read)
    {
        if (LogProblem(path, read) is { } problem)
            throw SqliteFailure.AtOpen(StorageState.Corrupt, null, path, problem);
    }

    /// <summary>What is damaged in the log; null when nothing is.</summary>
    public static string? LogProblem(string path, Func<string, byte[]?> read) =>
        read(path + "-wal") is { } log ? LogDamage.Find(log, () => read(path)) : null;

    /// <summary>A file's bytes; null when it is not there, or too large to be examined.</summary>
    public static byte[]? ReadWhole(string path) =>
        new FileInfo(path) is { Exists: true, Length: <= LargestLog } ? File.ReadAllBytes(path) : null;

    /// <exception cref="OrchestratorException">The file is damaged.</exception>
    public static void CheckAtOpen(SqliteConnection connection, string path)
    {
        if (SizeOf(connection) <= ReadWholeAtOpen && Problems(connection, "quick_check", 1) is [var first, ..])
            throw SqliteFailure.AtOpen(StorageState.Corrupt, null, path, first);
    }

    /// <summary>What SQLite's check says; empty when it finds nothing.</summary>
    /// <param name="connection">The journal.</param>
    /// <param name="check"><c>quick_check</c> or <c>integrity_check</c>, which also compares indexes with tables.</param>
    /// <param name="most">How many problems are wanted.</param>
    public static IReadOnlyList<string> Problems(SqliteConnection connection, string check, int most)
    {
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA {check}({most})");
        using var reader = command.ExecuteReader();
        var problems = new List<string>();
        while (reader.Read() && reader.GetString(0) is var line)
        {
            // A line may hold several, and names tables and pages, never what stands in them.
            if (line != "ok")
                problems.Add(line.ReplaceLineEndings(" ").Replace("*** in database main *** ", "", StringComparison.Ordinal));
        }

        return problems;
    }

    private static long SizeOf(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        return (long)command.ExecuteScalar()!;
    }
}
