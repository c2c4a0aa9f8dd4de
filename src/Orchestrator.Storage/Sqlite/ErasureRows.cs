using Microsoft.Data.Sqlite;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Storage.Sqlite;

/// <summary>Erasures as rows. Each method is one statement or a few, on whatever connection and in whatever transaction it is given.</summary>
internal static class ErasureRows
{
    /// <summary>Events that one transaction deletes at most, so that turns wait for milliseconds only.</summary>
    public const int MostAtOnce = 500;

    private const string OfErasure = "FROM erased JOIN events USING (tenant, conversation) WHERE erased.tenant = $tenant AND erased.erasure = $erasure";

    /// <exception cref="OrchestratorException">The conversation is not there, not this owner's, erased, or has more turns than it may; or the id is another erasure's.</exception>
    public static ErasureRecord Begin(SqliteConnection connection, ErasureRequest request, KeyDestruction keys, DateTimeOffset at)
    {
        if (Find(connection, request.Tenant, request.ErasureId) is { } known)
        {
            return known.Request with { AskedAt = request.AskedAt, MostTurns = request.MostTurns, MayBeUnused = request.MayBeUnused } == request
                ? known
                : throw new OrchestratorException(ErrorReason.ErasureIdReused, $"The erasure {request.ErasureId} was asked for with another request.", "erasure_id");
        }

        var conversations = Close(connection, request);
        if (conversations == 0 && request.Conversation is { } id && !CloseUnused(connection, request, id))
            throw Missing(connection, request, id);
        using var command = Command(
            connection,
            $"""
            INSERT INTO erasures (tenant, erasure, scope, owner, conversation, asked_at, requested_at, conversations, events, keys, generation_before, key_encryption_key, top_key)
            SELECT $tenant, $erasure, $scope, $owner, $conversation, $asked, $at, $conversations, count(*), count(DISTINCT nullif(key_id, $plain)), $generation, $kek, $top
            {OfErasure}
            """,
            request.Tenant, request.ErasureId);
        command.Parameters.AddWithValue("$scope", (int)request.Scope);
        command.Parameters.AddWithValue("$owner", (object?)request.Owner ?? DBNull.Value);
        command.Parameters.AddWithValue("$conversation", (object?)request.Conversation?.ToBytes() ?? DBNull.Value);
        command.Parameters.AddWithValue("$asked", request.AskedAt is { } asked ? SqliteColumns.Time(asked) : DBNull.Value);
        command.Parameters.AddWithValue("$at", SqliteColumns.Time(at));
        command.Parameters.AddWithValue("$conversations", conversations);
        command.Parameters.AddWithValue("$plain", IContentProtector.PlainKeyId);
        command.Parameters.AddWithValue("$generation", keys.GenerationBefore);
        command.Parameters.AddWithValue("$kek", keys.KeyEncryptionKeyId);
        command.Parameters.AddWithValue("$top", keys.TopKeyId);
        command.ExecuteNonQuery();
        return Find(connection, request.Tenant, request.ErasureId)!;
    }

    public static ErasureRecord? Find(SqliteConnection connection, string tenant, string erasure)
    {
        using var command = Command(
            connection,
            """
            SELECT scope, owner, conversation, asked_at, requested_at, conversations, events, keys, generation_before, generation_after,
                   key_encryption_key, top_key, completed_at, covered_at
            FROM erasures WHERE tenant = $tenant AND erasure = $erasure
            """,
            tenant, erasure);
        using var reader = command.ExecuteReader();
        return !reader.Read() ? null : new()
        {
            Request = RequestOf(reader, tenant, erasure, 0),
            RequestedAt = SqliteColumns.Time(reader.GetInt64(4)),
            Conversations = reader.GetInt32(5),
            Events = reader.GetInt64(6),
            Keys = reader.GetInt32(7),
            GenerationBefore = reader.GetInt64(8),
            GenerationAfter = reader.IsDBNull(9) ? null : reader.GetInt64(9),
            KeyEncryptionKeyId = reader.GetString(10),
            TopKeyId = reader.GetString(11),
            CompletedAt = reader.IsDBNull(12) ? null : SqliteColumns.Time(reader.GetInt64(12)),
            CoveredAt = reader.IsDBNull(13) ? null : SqliteColumns.Time(reader.GetInt64(13)),
        };
    }

    public static IReadOnlyList<ErasureRequest> Open(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT tenant, erasure, scope, owner, conversation, asked_at FROM erasures WHERE completed_at IS NULL ORDER BY requested_at";
        using var reader = command.ExecuteReader();
        var open = new List<ErasureRequest>();
        while (reader.Read())
            open.Add(RequestOf(reader, reader.GetString(0), reader.GetString(1), 2));
        return open;
    }

    /// <summary>Erasures that are more than one conversation and that a node has not confirmed.</summary>
    public static IReadOnlyList<ErasureRequest> Unconfirmed(SqliteConnection connection, string tenant, string node)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT erasure, scope, owner, conversation, requested_at FROM erasures
            WHERE tenant = $tenant AND conversation IS NULL
              AND NOT EXISTS (SELECT 1 FROM erasure_nodes n WHERE n.tenant = $tenant AND n.erasure = erasures.erasure AND n.node = $node)
            ORDER BY requested_at
            """;
        command.Parameters.AddWithValue("$tenant", tenant);
        command.Parameters.AddWithValue("$node", node);
        using var reader = command.ExecuteReader();
        var open = new List<ErasureRequest>();
        while (reader.Read())
            open.Add(RequestOf(reader, tenant, reader.GetString(0), 1));
        return open;
    }

    public static void Confirm(SqliteConnection connection, string tenant, string erasure, NodeErasure confirmed)
    {
        using var command = Command(
            connection,
            """
            INSERT INTO erasure_nodes (tenant, erasure, node, confirmed_at, conversations, events)
            VALUES ($tenant, $erasure, $node, $at, $conversations, $events) ON CONFLICT DO NOTHING
            """,
            tenant, erasure);
        command.Parameters.AddWithValue("$node", confirmed.Node);
        command.Parameters.AddWithValue("$at", SqliteColumns.Time(confirmed.ConfirmedAt!.Value));
        command.Parameters.AddWithValue("$conversations", confirmed.Conversations);
        command.Parameters.AddWithValue("$events", confirmed.Events);
        command.ExecuteNonQuery();
    }

    public static IReadOnlyList<NodeErasure> Confirmed(SqliteConnection connection, string tenant, string erasure)
    {
        using var command = Command(
            connection, "SELECT node, confirmed_at, conversations, events FROM erasure_nodes WHERE tenant = $tenant AND erasure = $erasure", tenant, erasure);
        using var reader = command.ExecuteReader();
        var nodes = new List<NodeErasure>();
        while (reader.Read())
            nodes.Add(new(reader.GetString(0), SqliteColumns.Time(reader.GetInt64(1)), reader.GetInt32(2), reader.GetInt64(3)));
        return nodes;
    }

    public static IReadOnlyList<ConversationId> Conversations(SqliteConnection connection, string tenant, string erasure)
    {
        using var command = Command(connection, "SELECT conversation FROM erased WHERE tenant = $tenant AND erasure = $erasure", tenant, erasure);
        using var reader = command.ExecuteReader();
        var ids = new List<ConversationId>();
        while (reader.Read())
            ids.Add(ConversationId.FromBytes(reader.GetFieldValue<byte[]>(0)));
        return ids;
    }

    public static IReadOnlyCollection<string> Keys(SqliteConnection connection, string tenant, string erasure)
    {
        using var command = Command(connection, $"SELECT DISTINCT key_id {OfErasure}", tenant, erasure);
        using var reader = command.ExecuteReader();
        var keys = new List<string>();
        while (reader.Read())
            keys.Add(reader.GetString(0));
        return keys;
    }

    /// <summary>Deletes some events of an erased conversation and tells how many.</summary>
    public static int DeleteSome(SqliteConnection connection, string tenant, ConversationId conversation)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            DELETE FROM events WHERE position IN (
              SELECT position FROM events WHERE tenant = $tenant AND conversation = $conversation LIMIT $most)
            """;
        command.Parameters.AddWithValue("$tenant", tenant);
        command.Parameters.AddWithValue("$conversation", conversation.ToBytes());
        command.Parameters.AddWithValue("$most", MostAtOnce);
        return command.ExecuteNonQuery();
    }

    /// <summary>
    /// Completes an erasure. What its keys hung on is told by whoever destroyed them; after a crash in between, by its beginning, but for
    /// the generation: other erasures may have rewritten the file with them meanwhile, so only the present one is sure to be without.
    /// </summary>
    public static ErasureRecord Complete(SqliteConnection connection, ErasureRequest request, KeyDestruction destroyed, DateTimeOffset at)
    {
        using var command = Command(
            connection,
            """
            UPDATE erasures
            SET completed_at = $at, generation_after = $after,
                generation_before = CASE WHEN $destroyed THEN $before WHEN keys > 0 THEN max(generation_before, $after - 1) ELSE generation_before END,
                key_encryption_key = CASE WHEN $destroyed THEN $kek ELSE key_encryption_key END,
                top_key = CASE WHEN $destroyed THEN $top ELSE top_key END
            WHERE tenant = $tenant AND erasure = $erasure AND completed_at IS NULL
            """,
            request.Tenant, request.ErasureId);
        command.Parameters.AddWithValue("$at", SqliteColumns.Time(at));
        command.Parameters.AddWithValue("$after", destroyed.GenerationAfter);
        command.Parameters.AddWithValue("$destroyed", destroyed.Destroyed > 0);
        command.Parameters.AddWithValue("$before", destroyed.GenerationBefore);
        command.Parameters.AddWithValue("$kek", destroyed.KeyEncryptionKeyId);
        command.Parameters.AddWithValue("$top", destroyed.TopKeyId);
        command.ExecuteNonQuery();
        return Find(connection, request.Tenant, request.ErasureId)!;
    }

    /// <summary>Marks what another top key covers, and tells what that is.</summary>
    public static IReadOnlyList<ErasureRecord> Cover(SqliteConnection connection, string topKeyId, DateTimeOffset at)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            UPDATE erasures SET covered_at = $at
            WHERE completed_at IS NOT NULL AND covered_at IS NULL AND keys > 0 AND top_key <> $top
            RETURNING tenant, erasure
            """;
        command.Parameters.AddWithValue("$at", SqliteColumns.Time(at));
        command.Parameters.AddWithValue("$top", topKeyId);
        var covered = new List<(string Tenant, string Erasure)>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
                covered.Add((reader.GetString(0), reader.GetString(1)));
        }

        return [.. covered.Select(c => Find(connection, c.Tenant, c.Erasure)!)];
    }

    private static int Close(SqliteConnection connection, ErasureRequest request)
    {
        const string Which = "tenant = $tenant AND (owner = $owner OR $owner IS NULL) AND (conversation = $conversation OR $conversation IS NULL) AND (created_at <= $asked OR $asked IS NULL) AND (turns <= $most OR $most IS NULL)";
        using var command = Command(
            connection, $"INSERT INTO erased (tenant, conversation, owner, erasure) SELECT tenant, conversation, owner, $erasure FROM conversations WHERE {Which}", request.Tenant, request.ErasureId);
        command.Parameters.AddWithValue("$owner", (object?)request.Owner ?? DBNull.Value);
        command.Parameters.AddWithValue("$conversation", (object?)request.Conversation?.ToBytes() ?? DBNull.Value);
        command.Parameters.AddWithValue("$asked", request.AskedAt is { } asked ? SqliteColumns.Time(asked) : DBNull.Value);
        command.Parameters.AddWithValue("$most", (object?)request.MostTurns ?? DBNull.Value);
        var conversations = command.ExecuteNonQuery();
        command.CommandText = $"DELETE FROM conversations WHERE {Which}";
        command.ExecuteNonQuery();
        return conversations;
    }

    /// <summary>Closes the id of a conversation that nobody used, so that no late turn opens it.</summary>
    private static bool CloseUnused(SqliteConnection connection, ErasureRequest request, ConversationId id)
    {
        if (!request.MayBeUnused)
            return false;
        using var command = Command(
            connection,
            """
            INSERT INTO erased (tenant, conversation, owner, erasure) SELECT $tenant, $conversation, $owner, $erasure
            WHERE NOT EXISTS (SELECT 1 FROM conversations WHERE tenant = $tenant AND conversation = $conversation)
            ON CONFLICT DO NOTHING
            """,
            request.Tenant, request.ErasureId);
        command.Parameters.AddWithValue("$conversation", id.ToBytes());
        command.Parameters.AddWithValue("$owner", request.Owner);
        return command.ExecuteNonQuery() == 1;
    }

    private static OrchestratorException Missing(SqliteConnection connection, ErasureRequest request, ConversationId id)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT turns FROM conversations WHERE tenant = $tenant AND conversation = $conversation AND owner = $owner";
        command.Parameters.AddWithValue("$tenant", request.Tenant);
        command.Parameters.AddWithValue("$conversation", id.ToBytes());
        command.Parameters.AddWithValue("$owner", request.Owner);
        if (command.ExecuteScalar() is long turns)
            return new(ErrorReason.Unsupported, $"The conversation has {turns} turns, and is erased whole or not at all. Nothing was erased.", "conversation");
        command.CommandText = "SELECT 1 FROM erased WHERE tenant = $tenant AND conversation = $conversation AND owner = $owner";
        return command.ExecuteScalar() is null
            ? new(ErrorReason.NotFound, "There is no such conversation for this caller. Nothing was erased.", "conversation")
            : new(ErrorReason.ConversationErased, "This conversation was erased before, by another erasure.", "conversation");
    }

    private static ErasureRequest RequestOf(SqliteDataReader reader, string tenant, string erasure, int column) => new()
    {
        ErasureId = erasure,
        Tenant = tenant,
        Scope = (ErasureScope)reader.GetInt32(column),
        Owner = reader.IsDBNull(column + 1) ? null : reader.GetString(column + 1),
        Conversation = reader.IsDBNull(column + 2) ? null : ConversationId.FromBytes(reader.GetFieldValue<byte[]>(column + 2)),
        AskedAt = reader.IsDBNull(column + 3) ? null : SqliteColumns.Time(reader.GetInt64(column + 3)),
    };

    private static SqliteCommand Command(SqliteConnection connection, string sql, string tenant, string erasure)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$tenant", tenant);
        command.Parameters.AddWithValue("$erasure", erasure);
        return command;
    }
}
