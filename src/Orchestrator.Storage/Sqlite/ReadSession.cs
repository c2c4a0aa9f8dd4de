using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Orchestrator.Conversations.Journal;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Storage.Sqlite;

/// <summary>A reading connection with its prepared statements. One read at a time uses it.</summary>
internal sealed class ReadSession : IDisposable
{
    private const string HeaderColumns = "tenant, conversation, owner, site, fence, last_sequence, turns, history_digest, created_at, updated_at";

    private readonly SqliteConnection _connection;
    private readonly PreparedStatement _header, _erased, _events, _list, _byHistory, _byStartKey;

    public ReadSession(SqliteConnection connection)
    {
        _connection = connection;
        _header = new(connection, $"SELECT {HeaderColumns} FROM conversations WHERE tenant = $tenant AND conversation = $conversation", "$tenant", "$conversation");
        _erased = new(connection, "SELECT owner FROM erased WHERE tenant = $tenant AND conversation = $conversation", "$tenant", "$conversation");
        _events = new(
            connection,
            """
            SELECT origin, log_id, sequence, kind, version, turn, attempt, parents, level, at, key_id, content FROM events
            WHERE tenant = $tenant AND conversation = $conversation AND sequence >= $from
            ORDER BY sequence, log_id
            """,
            "$tenant", "$conversation", "$from");
        _list = new(
            connection,
            $"""
            SELECT {HeaderColumns} FROM conversations
            WHERE tenant = $tenant AND owner = $owner AND (updated_at, conversation) < ($updated, $conversation)
            ORDER BY updated_at DESC, conversation DESC LIMIT $limit
            """,
            "$tenant", "$owner", "$updated", "$conversation", "$limit");
        _byHistory = new(
            connection,
            "SELECT conversation FROM conversations WHERE tenant = $tenant AND owner = $owner AND history_digest = $digest ORDER BY updated_at DESC LIMIT 2",
            "$tenant", "$owner", "$digest");
        _byStartKey = new(connection, "SELECT conversation FROM start_keys WHERE tenant = $tenant AND start_key = $start_key", "$tenant", "$start_key");
    }

    public JournalHeader? Header(ConversationKey key)
    {
        using var reader = _header.Read(key.Tenant, key.Id.ToBytes());
        return reader.Read() ? HeaderOf(reader) : ErasedHeader(key);
    }

    /// <summary>Runs something rare.</summary>
    public T Run<T>(Func<SqliteConnection, T> read) => read(_connection);

    public ImmutableArray<JournalRow> Events(ConversationKey key, long fromSequence)
    {
        using var reader = _events.Read(key.Tenant, key.Id.ToBytes(), fromSequence);
        var rows = ImmutableArray.CreateBuilder<JournalRow>();
        while (reader.Read())
            rows.Add(RowOf(reader));
        return rows.DrainToImmutable();
    }

    public ImmutableArray<JournalHeader> List(string tenant, string owner, PagePosition after, int limit)
    {
        using var reader = _list.Read(tenant, owner, after.Updated, after.Conversation, limit);
        var headers = ImmutableArray.CreateBuilder<JournalHeader>();
        while (reader.Read())
            headers.Add(HeaderOf(reader));
        return headers.DrainToImmutable();
    }

    public ImmutableArray<ConversationId> ByHistory(string tenant, string owner, byte[] digest)
    {
        using var reader = _byHistory.Read(tenant, owner, digest);
        var found = ImmutableArray.CreateBuilder<ConversationId>();
        while (reader.Read())
            found.Add(IdOf(reader, 0));
        return found.DrainToImmutable();
    }

    public ConversationId? ByStartKey(string tenant, byte[] startKey)
    {
        using var reader = _byStartKey.Read(tenant, startKey);
        return reader.Read() ? IdOf(reader, 0) : null;
    }

    public long LastPosition()
    {
        using var last = new PreparedStatement(_connection, "SELECT coalesce(max(position), 0) FROM events");
        using var reader = last.Read();
        reader.Read();
        return reader.GetInt64(0);
    }

    public bool HasProtectedRows() => SqliteRecovery.HasProtectedRows(_connection);

    /// <summary>Takes the keys that rows after a position name out of the set. False when there are more rows than may be looked at.</summary>
    public bool RemoveUsed(HashSet<UInt128> keys, long afterPosition, int mostRows)
    {
        using var rows = new PreparedStatement(_connection, "SELECT key_id FROM events WHERE position > $after ORDER BY position LIMIT $limit", "$after", "$limit");
        using var reader = rows.Read(afterPosition, mostRows + 1);
        var looked = 0;
        while (reader.Read())
        {
            if (++looked > mostRows)
                return false;
            if (KeyIds.TryParse(reader.GetString(0), out var id))
                keys.Remove(id);
        }

        return true;
    }

    public void Dispose()
    {
        _header.Dispose();
        _erased.Dispose();
        _events.Dispose();
        _list.Dispose();
        _byHistory.Dispose();
        _byStartKey.Dispose();
        _connection.Dispose();
    }

    private JournalHeader? ErasedHeader(ConversationKey key)
    {
        using var reader = _erased.Read(key.Tenant, key.Id.ToBytes());
        return reader.Read() ? new() { Key = key, Owner = reader.GetString(0), Site = "", Erased = true } : null;
    }

    private static ConversationId IdOf(SqliteDataReader reader, int column) => ConversationId.FromBytes(reader.GetFieldValue<byte[]>(column));

    private static JournalHeader HeaderOf(SqliteDataReader reader) => new()
    {
        Key = new(reader.GetString(0), IdOf(reader, 1)),
        Owner = reader.GetString(2),
        Site = reader.GetString(3),
        Fence = reader.GetInt64(4),
        LastSequence = reader.GetInt64(5),
        Turns = reader.GetInt32(6),
        HistoryDigest = reader.IsDBNull(7) ? default(ReadOnlyMemory<byte>) : reader.GetFieldValue<byte[]>(7),
        CreatedAt = SqliteColumns.Time(reader.GetInt64(8)),
        UpdatedAt = SqliteColumns.Time(reader.GetInt64(9)),
    };

    private static JournalRow RowOf(SqliteDataReader reader) => new()
    {
        Origin = reader.GetString(0),
        LogId = reader.GetString(1),
        Sequence = reader.GetInt64(2),
        Kind = reader.GetString(3),
        Version = reader.GetInt32(4),
        TurnId = reader.IsDBNull(5) ? null : reader.GetString(5),
        Attempt = reader.GetInt32(6),
        Parents = reader.IsDBNull(7) ? [] : SqliteColumns.Parents(reader.GetString(7)),
        Level = (SensitivityLevel)reader.GetInt32(8),
        At = SqliteColumns.Time(reader.GetInt64(9)),
        KeyId = reader.GetString(10),
        Content = reader.GetFieldValue<byte[]>(11),
    };
}
