using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Storage.Sqlite;

/// <summary>What a node has to tell of its attempts, and what a cluster was told.</summary>
internal static class ToldUsageRows
{
    // What nodes told is in no bank's sums: there it is what their leases say. No process's own start has a slash in its name.
    public const string Prefix = "told/";

    private const string NextSql = """
        SELECT u.at, u.attempt, u.key_id, u.site, u.node, u.model, u.tier, u.incarnation, u.reserved, u.cost,
          u.input_tokens, u.output_tokens, u.cached_input_tokens, u.reasoning_tokens, u.estimated
        FROM untold_usage o JOIN usage u ON u.tenant = o.tenant AND u.at = o.at AND u.attempt = o.attempt
        WHERE o.tenant = $tenant AND (u.cost IS NOT NULL OR u.incarnation <> $incarnation)
        ORDER BY o.at, o.attempt LIMIT $most
        """;

    public static IReadOnlyList<UsageEntry> Next(SqliteConnection connection, string tenant, string incarnation, int most)
    {
        using var statement = new PreparedStatement(connection, NextSql, "$tenant", "$incarnation", "$most");
        using var reader = statement.Read(tenant, incarnation, most);
        var entries = new List<UsageEntry>();
        while (reader.Read())
            entries.Add(Entry(reader));
        return entries;
    }

    public static bool Told(SqliteConnection connection, string tenant, IReadOnlyList<UsageEntry> told)
    {
        using var delete = new PreparedStatement(connection, "DELETE FROM untold_usage WHERE tenant = $tenant AND at = $at AND attempt = $attempt", "$tenant", "$at", "$attempt");
        foreach (var entry in told)
            delete.Run(tenant, SqliteColumns.Time(entry.At), entry.Attempt.ToByteArray());
        return true;
    }

    public static bool Take(WriteSession session, string tenant, ImmutableArray<UsageEntry> entries)
    {
        foreach (var entry in entries)
            session.WriteUsage(tenant, entry with { Incarnation = Prefix + entry.Incarnation });
        return true;
    }

    private static UsageEntry Entry(SqliteDataReader row)
    {
        var reserved = Money(row.GetInt64(8));
        return new(new Guid(row.GetFieldValue<byte[]>(1)), SqliteColumns.Time(row.GetInt64(0)))
        {
            KeyId = row.GetString(2),
            Site = row.GetString(3),
            Node = row.GetString(4),
            Model = row.GetString(5),
            Tier = (Tier)row.GetInt32(6),
            Incarnation = row.GetString(7),
            Reserved = reserved,
            Cost = row.IsDBNull(9) ? reserved : Money(row.GetInt64(9)),
            Usage = row.IsDBNull(14) ? null : new(Tokens(row, 10), Tokens(row, 11)) { CachedInputTokens = Tokens(row, 12), ReasoningTokens = Tokens(row, 13), Estimated = row.GetInt64(14) != 0 },
        };
    }

    private static decimal Money(long parts) => SqliteColumns.Money(0, parts);

    private static long Tokens(SqliteDataReader row, int column) => row.IsDBNull(column) ? 0 : row.GetInt64(column);
}
