using Microsoft.Data.Sqlite;

namespace Orchestrator.Storage.Sqlite;

/// <summary>Reads what a journal was left with.</summary>
internal static class SqliteRecovery
{
    // The last event of each turn, as far back as is looked; SQLite takes a bare column from the row of the maximum.
    private const string Open = """
        SELECT count(*) FROM (
          SELECT kind, max(position) FROM events WHERE position > $from AND turn IS NOT NULL
          GROUP BY tenant, conversation, turn
          HAVING kind NOT IN ('completed', 'failed', 'cancelled', 'interrupted'))
        """;

    /// <param name="connection">The open journal.</param>
    /// <param name="logBytes">The length of SQLite's log before it was opened.</param>
    public static JournalRecovery Read(SqliteConnection connection, long logBytes)
    {
        var last = Scalar(connection, "SELECT coalesce(max(position), 0) FROM events", null);
        var open = Scalar(connection, Open, last - JournalRecovery.EventsLookedAt);
        return new(logBytes > 0, logBytes, (int)open, last);
    }

    /// <summary>Turns without an end, in the whole journal.</summary>
    public static long OpenTurns(SqliteConnection connection) => Scalar(connection, Open, 0);

    private static long Scalar(SqliteConnection connection, string sql, long? from)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (from is { } position)
            command.Parameters.AddWithValue("$from", position);
        return (long)command.ExecuteScalar()!;
    }
}
