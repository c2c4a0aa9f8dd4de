using Microsoft.Data.Sqlite;
using Orchestrator.Conversations.Journal;
using SQLitePCL;

namespace Orchestrator.Storage.Sqlite;

/// <summary>The writer's connection with its prepared statements. Only the writer's thread uses it.</summary>
internal sealed class WriteSession : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteConnection _connection;
    private readonly List<IDisposable> _statements = [];
    private readonly PreparedStatement _begin, _commit, _rollback, _readHead, _readErased, _readStartKey, _fill, _empty;
    private readonly WriteStatement _savepoint, _release, _undo, _insertHeader, _updateHeader, _insertEvent, _insertStartKey, _writeUsage, _owe;

    /// <param name="database">The journal's file.</param>
    public WriteSession(SqliteDatabase database)
    {
        _database = database;
        _connection = database.OpenWriter();
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _savepoint = Write("SAVEPOINT one_append");
        _release = Write("RELEASE one_append");
        _undo = Write("ROLLBACK TO one_append");
        _insertHeader = Write(
            """
            INSERT INTO conversations (tenant, conversation, owner, site, fence, last_sequence, turns, history_digest, created_at, updated_at)
            SELECT $tenant, $conversation, $owner, $site, $fence, $sequence, $turns, $digest, $created, $updated
            WHERE NOT EXISTS (SELECT 1 FROM erased WHERE tenant = $tenant AND conversation = $conversation)
            ON CONFLICT DO NOTHING
            """,
            "$tenant", "$conversation", "$owner", "$site", "$fence", "$sequence", "$turns", "$digest", "$created", "$updated");
        _updateHeader = Write(
            """
            UPDATE conversations
            SET owner = $owner, site = $site, fence = $fence, last_sequence = $sequence, turns = $turns, history_digest = $digest,
                created_at = $created, updated_at = $updated
            WHERE tenant = $tenant AND conversation = $conversation AND fence = $expected_fence AND last_sequence = $expected_sequence
            """,
            "$tenant", "$conversation", "$owner", "$site", "$fence", "$sequence", "$turns", "$digest", "$created", "$updated", "$expected_fence", "$expected_sequence");
        _readHead = Prepare("SELECT fence, last_sequence FROM conversations WHERE tenant = $tenant AND conversation = $conversation", "$tenant", "$conversation");
        _readErased = Prepare("SELECT 1 FROM erased WHERE tenant = $tenant AND conversation = $conversation", "$tenant", "$conversation");
        _insertEvent = Write(
            """
            INSERT INTO events (tenant, conversation, owner, site, origin, log_id, sequence, kind, version, turn, attempt, parents, level, at, key_id, content)
            VALUES ($tenant, $conversation, $owner, $site, $origin, $log_id, $sequence, $kind, $version, $turn, $attempt, $parents, $level, $at, $key_id, $content)
            """,
            "$tenant", "$conversation", "$owner", "$site", "$origin", "$log_id", "$sequence", "$kind", "$version", "$turn", "$attempt", "$parents", "$level", "$at", "$key_id", "$content");
        _insertStartKey = Write(
            "INSERT INTO start_keys (tenant, start_key, conversation) VALUES ($tenant, $start_key, $conversation) ON CONFLICT DO NOTHING",
            "$tenant", "$start_key", "$conversation");
        _writeUsage = Write(
            """
            INSERT INTO usage (tenant, at, attempt, key_id, site, node, model, tier, incarnation, reserved, cost, input_tokens, output_tokens,
              cached_input_tokens, reasoning_tokens, estimated)
            VALUES ($tenant, $at, $attempt, $key, $site, $node, $model, $tier, $incarnation, $reserved, $cost, $input, $output, $cached, $reasoning, $estimated)
            ON CONFLICT (tenant, at, attempt) DO UPDATE
            SET model = excluded.model, cost = excluded.cost, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
              cached_input_tokens = excluded.cached_input_tokens, reasoning_tokens = excluded.reasoning_tokens, estimated = excluded.estimated
            WHERE cost IS NULL
            """,
            "$tenant", "$at", "$attempt", "$key", "$site", "$node", "$model", "$tier", "$incarnation", "$reserved", "$cost", "$input", "$output",
            "$cached", "$reasoning", "$estimated");
        _owe = Write("INSERT INTO untold_usage (tenant, at, attempt) VALUES ($tenant, $at, $attempt) ON CONFLICT DO NOTHING", "$tenant", "$at", "$attempt");
        _readStartKey = Prepare("SELECT conversation FROM start_keys WHERE tenant = $tenant AND start_key = $start_key", "$tenant", "$start_key");
        // A write that needs room in the file, as an append does, and gives it back in the same transaction.
        _fill = Prepare("INSERT INTO meta (name, value) VALUES ('probe', hex(zeroblob(32768))) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        _empty = Prepare("DELETE FROM meta WHERE name = 'probe'");
    }

    public SqliteConnection Connection => _connection;

    /// <summary>Whether everything that can be read is on the disk.</summary>
    public bool Settled { get; private set; }

    /// <summary>Whether each append of the transaction can be undone by itself.</summary>
    public bool Apart { get; private set; }

    /// <summary>Makes it so. See <see cref="SqliteDatabase.Settle"/>.</summary>
    public void Settle()
    {
        _database.Settle(_connection);
        Settled = true;
    }

    /// <param name="apart">See <see cref="Apart"/>.</param>
    public void Begin(bool apart = false)
    {
        if (!Settled)
            Settle();
        Apart = apart;
        _begin.Run();
    }

    public void Commit() => _commit.Run();

    /// <summary>Ends a failed transaction, unless SQLite has already ended it.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            _rollback.Run();
    }

    /// <summary>Writes and removes something, to learn whether the disk takes writes again.</summary>
    public void Probe()
    {
        _fill.Run();
        _empty.Run();
    }

    /// <summary>
    /// Writes one append within the open transaction. Null when it is in; otherwise why not, and then none of it is. Nearly all are
    /// refused before they have written anything, so an append has a savepoint of its own only where <see cref="Apart"/> says so.
    /// </summary>
    /// <exception cref="HalfWrittenException">Part of it was written: the transaction is begun anew with <see cref="Apart"/>.</exception>
    /// <exception cref="SqliteException">The whole transaction is lost.</exception>
    public Exception? Append(JournalAppend append)
    {
        if (Apart)
            _savepoint.Run();
        var refusal = TryAppend(append, out var written);
        if (refusal is not null && written)
        {
            if (!Apart)
                throw new HalfWrittenException(refusal);
            _undo.Run();
        }

        if (Apart)
            _release.Run();
        return refusal;
    }

    /// <summary>Does something within the open transaction. Null when it is done; otherwise why not, and then none of it is.</summary>
    /// <exception cref="SqliteException">The whole transaction is lost.</exception>
    public OrchestratorException? Try(Action work)
    {
        _savepoint.Run();
        OrchestratorException? refusal = null;
        try
        {
            work();
        }
        catch (OrchestratorException e)
        {
            refusal = e;
            _undo.Run();
        }

        _release.Run();
        return refusal;
    }

    /// <summary>The next transaction first folds the log into the file, so that nothing that was overwritten stays in the log.</summary>
    public void Unsettle() => Settled = false;

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        _connection.Dispose();
    }

    private Exception? TryAppend(JournalAppend append, out bool written)
    {
        written = false;
        try
        {
            var id = append.Header.Key.Id.ToBytes();
            if (!WriteHeader(append, id))
                return Refusal(append, id);
            written = true;
            foreach (var row in append.Events)
                WriteEvent(append.Header, id, row);
            foreach (var entry in append.Usage)
                WriteUsage(append.Header.Key.Tenant, entry);
            return WriteStartKey(append, id);
        }
        catch (SqliteException e) when (SqliteFailure.IsOfOneAppend(e))
        {
            return new ArgumentException($"The append to conversation {append.Header.Key} does not fit the journal: SQLite error {e.SqliteExtendedErrorCode}.", nameof(append), e);
        }
    }

    private bool WriteHeader(JournalAppend append, byte[] id)
    {
        var h = append.Header;
        var digest = h.HistoryDigest.IsEmpty ? null : SqliteColumns.Blob(h.HistoryDigest);
        var created = SqliteColumns.Time(h.CreatedAt);
        var updated = SqliteColumns.Time(h.UpdatedAt);
        var changed = append is { ExpectedFence: 0, ExpectedSequence: 0 }
            ? _insertHeader.Run(h.Key.Tenant, id, h.Owner, h.Site, h.Fence, h.LastSequence, h.Turns, digest, created, updated)
            : _updateHeader.Run(h.Key.Tenant, id, h.Owner, h.Site, h.Fence, h.LastSequence, h.Turns, digest, created, updated, append.ExpectedFence, append.ExpectedSequence);
        return changed == 1;
    }

    private void WriteEvent(JournalHeader header, byte[] id, JournalRow row) =>
        _insertEvent.Run(
            header.Key.Tenant, id, header.Owner, header.Site, row.Origin, row.LogId, row.Sequence, row.Kind, row.Version,
            row.TurnId, row.Attempt, SqliteColumns.Parents(row.Parents), (int)row.Level,
            SqliteColumns.Time(row.At), row.KeyId, SqliteColumns.Blob(row.Content));

    /// <summary>Writes what an attempt takes, or what it took. What is settled stays as it is.</summary>
    public void WriteUsage(string tenant, UsageEntry entry)
    {
        if (tenant == _database.TellsUsageOf)
            _owe.Run(tenant, SqliteColumns.Time(entry.At), entry.Attempt.ToByteArray());
        _writeUsage.Run(
            tenant, SqliteColumns.Time(entry.At), entry.Attempt.ToByteArray(), entry.KeyId, entry.Site, entry.Node, entry.Model, (int)entry.Tier, entry.Incarnation,
            SqliteColumns.Money(entry.Reserved),
            entry.Cost is { } cost ? SqliteColumns.Money(cost) : default(SqlValue),
            Tokens(entry.Usage?.InputTokens), Tokens(entry.Usage?.OutputTokens), Tokens(entry.Usage?.CachedInputTokens), Tokens(entry.Usage?.ReasoningTokens),
            entry.Usage is { } usage ? (usage.Estimated ? 1 : 0) : default(SqlValue));
    }

    private static SqlValue Tokens(long? count) => count is { } known ? known : default(SqlValue);

    private StartKeyTakenException? WriteStartKey(JournalAppend append, byte[] id)
    {
        if (append.StartKey is not { } startKey)
            return null;
        var key = SqliteColumns.Blob(startKey);
        if (_insertStartKey.Run(append.Header.Key.Tenant, key, id) == 1)
            return null;
        using var reader = _readStartKey.Read(append.Header.Key.Tenant, key);
        reader.Read();
        var holder = ConversationId.FromBytes(reader.GetFieldValue<byte[]>(0));
        return holder == append.Header.Key.Id ? null : new StartKeyTakenException(append.Header.Key, holder);
    }

    private Exception Refusal(JournalAppend append, byte[] id)
    {
        using (var erased = _readErased.Read(append.Header.Key.Tenant, id))
        {
            if (erased.Read())
                return new OrchestratorException(ErrorReason.ConversationErased, "This conversation was erased. Leave the conversation out to open a new one.", "conversation");
        }

        using var reader = _readHead.Read(append.Header.Key.Tenant, id);
        var found = reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, 0);
        return new StaleFenceException(append.Header.Key, (append.ExpectedFence, append.ExpectedSequence), found);
    }

    private PreparedStatement Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var statement = new PreparedStatement(_connection, sql, parameters);
        _statements.Add(statement);
        return statement;
    }

    private WriteStatement Write(string sql, params ReadOnlySpan<string> parameters)
    {
        var statement = new WriteStatement(_connection, sql, parameters);
        _statements.Add(statement);
        return statement;
    }
}
