using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Orchestrator.Storage.Sqlite;

/// <summary>
/// The journal's tables. Ids, states, sizes and times are plain columns; times are 100 ns since 1970-01-01 UTC, so that they come back
/// exactly; content is opaque. PostgreSQL holds the same with text, bytea and bigint.
/// </summary>
internal static class SqliteSchema
{
    public const int Major = 1;
    public const int Minor = 5;

    // Events keep a row id: their content is large, which an index-organised table stores badly, and the position tells commit order,
    // which synchronisation reads. It is never reused, so that a cursor stays valid after an erasure.
    private const string Tables = """
        CREATE TABLE meta (
          name TEXT NOT NULL PRIMARY KEY,
          value TEXT NOT NULL
        ) WITHOUT ROWID, STRICT;

        CREATE TABLE conversations (
          tenant TEXT NOT NULL,
          conversation BLOB NOT NULL CHECK (length(conversation) = 16),
          owner TEXT NOT NULL,
          site TEXT NOT NULL,
          fence INTEGER NOT NULL,
          last_sequence INTEGER NOT NULL,
          turns INTEGER NOT NULL,
          history_digest BLOB,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          PRIMARY KEY (tenant, conversation)
        ) WITHOUT ROWID, STRICT;
        CREATE INDEX conversations_by_owner ON conversations (tenant, owner, updated_at DESC, conversation DESC);
        CREATE INDEX conversations_by_history ON conversations (tenant, owner, history_digest) WHERE history_digest IS NOT NULL;

        CREATE TABLE events (
          position INTEGER PRIMARY KEY AUTOINCREMENT,
          tenant TEXT NOT NULL,
          conversation BLOB NOT NULL CHECK (length(conversation) = 16),
          owner TEXT NOT NULL,
          site TEXT NOT NULL,
          origin TEXT NOT NULL,
          log_id TEXT NOT NULL,
          sequence INTEGER NOT NULL,
          kind TEXT NOT NULL,
          version INTEGER NOT NULL,
          turn TEXT,
          attempt INTEGER NOT NULL,
          parents TEXT,
          level INTEGER NOT NULL,
          at INTEGER NOT NULL,
          key_id TEXT NOT NULL,
          content BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX events_by_conversation ON events (tenant, conversation, sequence, log_id);

        CREATE TABLE start_keys (
          tenant TEXT NOT NULL,
          start_key BLOB NOT NULL,
          conversation BLOB NOT NULL CHECK (length(conversation) = 16),
          PRIMARY KEY (tenant, start_key)
        ) WITHOUT ROWID, STRICT;
        """;

    // Since 1.1. A conversation that was erased is in no other table, once its erasure is completed; start keys stay, as they are keyed
    // digests and let a turn that is sent again be told.
    private const string Erasures = """
        CREATE TABLE erasures (
          tenant TEXT NOT NULL,
          erasure TEXT NOT NULL,
          scope INTEGER NOT NULL,
          owner TEXT,
          conversation BLOB,
          requested_at INTEGER NOT NULL,
          conversations INTEGER NOT NULL,
          events INTEGER NOT NULL,
          keys INTEGER NOT NULL,
          generation_before INTEGER NOT NULL,
          generation_after INTEGER,
          key_encryption_key TEXT NOT NULL,
          top_key TEXT NOT NULL,
          completed_at INTEGER,
          covered_at INTEGER,
          PRIMARY KEY (tenant, erasure)
        ) WITHOUT ROWID, STRICT;

        CREATE TABLE erased (
          tenant TEXT NOT NULL,
          conversation BLOB NOT NULL CHECK (length(conversation) = 16),
          owner TEXT NOT NULL,
          erasure TEXT NOT NULL,
          PRIMARY KEY (tenant, conversation)
        ) WITHOUT ROWID, STRICT;
        CREATE INDEX erased_by_erasure ON erased (tenant, erasure);
        """;

    // Since 1.2. What attempts took, in the order of time; money is in millionths of a millionth of a dollar. A lease of the tenant's own
    // budget has an empty key.
    private const string Budgets = """
        CREATE TABLE usage (
          tenant TEXT NOT NULL,
          at INTEGER NOT NULL,
          attempt BLOB NOT NULL CHECK (length(attempt) = 16),
          key_id TEXT NOT NULL,
          site TEXT NOT NULL,
          node TEXT NOT NULL,
          model TEXT NOT NULL,
          tier INTEGER NOT NULL,
          incarnation TEXT NOT NULL,
          reserved INTEGER NOT NULL,
          cost INTEGER,
          input_tokens INTEGER,
          output_tokens INTEGER,
          cached_input_tokens INTEGER,
          reasoning_tokens INTEGER,
          estimated INTEGER,
          PRIMARY KEY (tenant, at, attempt)
        ) WITHOUT ROWID, STRICT;

        CREATE TABLE budget_leases (
          tenant TEXT NOT NULL,
          key_id TEXT NOT NULL,
          window INTEGER NOT NULL,
          holder TEXT NOT NULL,
          incarnation TEXT NOT NULL,
          granted TEXT NOT NULL,
          returned TEXT NOT NULL,
          PRIMARY KEY (tenant, key_id, window, holder, incarnation)
        ) WITHOUT ROWID, STRICT;
        """;

    // Since 1.3. The attempts of a node that its cluster has not heard of.
    private const string Untold = """
        CREATE TABLE untold_usage (
          tenant TEXT NOT NULL,
          at INTEGER NOT NULL,
          attempt BLOB NOT NULL,
          PRIMARY KEY (tenant, at, attempt)
        ) WITHOUT ROWID, STRICT;
        """;

    // Since 1.4. When an erasure was asked for at the cluster; and which nodes have confirmed one that was asked for here.
    private const string NodeErasures = """
        ALTER TABLE erasures ADD COLUMN asked_at INTEGER;

        CREATE TABLE erasure_nodes (
          tenant TEXT NOT NULL,
          erasure TEXT NOT NULL,
          node TEXT NOT NULL,
          confirmed_at INTEGER NOT NULL,
          conversations INTEGER NOT NULL,
          events INTEGER NOT NULL,
          PRIMARY KEY (tenant, erasure, node)
        ) WITHOUT ROWID, STRICT;
        """;

    // Since 1.5. The starts of a node that drew on budgets: of one that is not here the journal is lost.
    private const string BudgetStarts = """
        CREATE TABLE budget_starts (
          tenant TEXT NOT NULL,
          incarnation TEXT NOT NULL,
          PRIMARY KEY (tenant, incarnation)
        ) WITHOUT ROWID, STRICT;
        """;

    // What was in a journal before starts were noted is not lost.
    private const string AllStartsBefore = "INSERT INTO budget_starts (tenant, incarnation) VALUES ('', '');";

    /// <summary>Makes the tables in an empty database, or checks that this code can read those that are there.</summary>
    /// <returns>The log's identity.</returns>
    /// <exception cref="OrchestratorException">The database has a newer major schema, or is not a journal.</exception>
    public static string Ensure(SqliteConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        if (Scalar(connection, transaction, "SELECT count(*) FROM sqlite_schema") is 0L)
            Create(connection, transaction);
        Check(connection, transaction, path);
        Upgrade(connection, transaction);
        var logId = Meta(connection, transaction, "log_id") ?? throw NotAJournal(path);
        transaction.Commit();
        return logId;
    }

    private static void Create(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Tables + Erasures + Budgets + Untold + NodeErasures + BudgetStarts + "INSERT INTO meta (name, value) VALUES ('schema', $schema), ('log_id', $log_id);";
        command.Parameters.AddWithValue("$schema", string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}"));
        command.Parameters.AddWithValue("$log_id", RandomNumberGenerator.GetHexString(32, lowercase: true));
        command.ExecuteNonQuery();
    }

    private static void Upgrade(SqliteConnection connection, SqliteTransaction transaction)
    {
        var found = Version.Parse(Meta(connection, transaction, "schema")!).Minor;
        if (found >= Minor)
            return;
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = (found < 1 ? Erasures : "") + (found < 2 ? Budgets : "") + (found < 3 ? Untold : "") + (found < 4 ? NodeErasures : "")
            + BudgetStarts + AllStartsBefore + "UPDATE meta SET value = $schema WHERE name = 'schema'";
        command.Parameters.AddWithValue("$schema", string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}"));
        command.ExecuteNonQuery();
    }

    /// <summary>The schema's version as the file tells it; null when it tells none.</summary>
    public static string? Found(SqliteConnection connection) =>
        Scalar(connection, null, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'meta'") is 0L ? null : $"schema {Meta(connection, null, "schema")}";

    /// <exception cref="OrchestratorException">The database has a newer major schema, or is not a journal.</exception>
    public static void Check(SqliteConnection connection, SqliteTransaction? transaction, string path)
    {
        if (Scalar(connection, transaction, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'meta'") is 0L)
            throw NotAJournal(path);
        if (!Version.TryParse(Meta(connection, transaction, "schema"), out var found))
            throw NotAJournal(path);
        if (found.Major > Major)
            throw SqliteFailure.AtOpen(StorageState.NewerSchema, null, path, string.Create(CultureInfo.InvariantCulture, $"it has schema {found}; this one reads up to {Major}.x"));
    }

    private static string? Meta(SqliteConnection connection, SqliteTransaction? transaction, string name) =>
        Scalar(connection, transaction, "SELECT value FROM meta WHERE name = $name", name) as string;

    private static object? Scalar(SqliteConnection connection, SqliteTransaction? transaction, string sql, string? name = null)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        if (name is not null)
            command.Parameters.AddWithValue("$name", name);
        return command.ExecuteScalar();
    }

    private static OrchestratorException NotAJournal(string path) => SqliteFailure.AtOpen(StorageState.NotAJournal, null, path);
}
