using Microsoft.Data.Sqlite;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Storage.Sqlite;

/// <summary>Reads what a journal was left with.</summary>
internal static class SqliteRecovery
{
    // The last event of each turn, as far back as is looked; SQLite takes a bare column from the row of the maximum. What somebody says of a
    // turn comes after its end.
    private const string Open = """
        SELECT count(*), min(at) FROM (
          SELECT kind, at, max(position) FROM events WHERE position > $from AND turn IS NOT NULL AND kind <> 'feedback'
          GROUP BY tenant, conversation, turn
          HAVING kind NOT IN ('completed', 'failed', 'cancelled', 'interrupted'))
        """;

    /// <param name="connection">The open journal.</param>
    /// <param name="logBytes">The length of SQLite's log before it was opened.</param>
    public static JournalRecovery Read(SqliteConnection connection, long logBytes)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(position), 0) FROM events";
        var last = (long)command.ExecuteScalar()!;
        return new(logBytes > 0, logBytes, (int)OpenTurns(connection, last - JournalRecovery.EventsLookedAt).Count, last);
    }

    /// <summary>Turns without an end, and when the one that waits longest had its last event.</summary>
    /// <param name="connection">The journal.</param>
    /// <param name="from">The position behind which events are looked at; 0 for all.</param>
    public static (long Count, DateTimeOffset? Oldest) OpenTurns(SqliteConnection connection, long from = 0)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Open;
        command.Parameters.AddWithValue("$from", from);
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.IsDBNull(1) ? null : SqliteColumns.Time(reader.GetInt64(1)));
    }

    /// <summary>Whether there are events that only the keys of a key file open.</summary>
    public static bool HasProtectedRows(SqliteConnection connection)
    {
        using var any = new PreparedStatement(connection, "SELECT EXISTS (SELECT 1 FROM events WHERE key_id <> $plain)", "$plain");
        using var reader = any.Read(IContentProtector.PlainKeyId);
        reader.Read();
        return reader.GetBoolean(0);
    }

    /// <summary>The rows of a table of the schema.</summary>
    public static long Count(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }
}
