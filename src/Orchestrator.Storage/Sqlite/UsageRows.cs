using Microsoft.Data.Sqlite;
using Orchestrator.Conversations.Usage;

namespace Orchestrator.Storage.Sqlite;

/// <summary>Sums of what attempts took.</summary>
internal static class UsageRows
{
    // An attempt without an end and older than any attempt can be ended with its process: it counts at its most, as it does for budgets.
    private const string Sql = """
        SELECT at / 864000000000, key_id, model, node, tier,
          count(*), sum(coalesce(estimated, 1)), sum(coalesce(input_tokens, 0)), sum(coalesce(output_tokens, 0)),
          sum(coalesce(cost, reserved) / 1000000000000), sum(coalesce(cost, reserved) % 1000000000000),
          sum(coalesce(cached_input_tokens, 0)), sum(coalesce(reasoning_tokens, 0))
        FROM usage WHERE tenant = $tenant AND at >= $from AND at < $until AND (cost IS NOT NULL OR at < $old)
        GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
        """;

    public static IReadOnlyList<UsageSum> Sum(SqliteConnection connection, string tenant, DateOnly from, DateOnly until, DateTimeOffset old)
    {
        using var statement = new PreparedStatement(connection, Sql, "$tenant", "$from", "$until", "$old");
        using var reader = statement.Read(tenant, Start(from), Start(until), SqliteColumns.Time(old));
        var sums = new List<UsageSum>();
        while (reader.Read())
        {
            sums.Add(new(DateOnly.FromDayNumber((int)reader.GetInt64(0) + Epoch), tenant, reader.GetString(1), reader.GetString(2), reader.GetString(3), (Tier)reader.GetInt32(4))
            {
                Attempts = reader.GetInt64(5),
                Estimated = reader.GetInt64(6),
                InputTokens = reader.GetInt64(7),
                OutputTokens = reader.GetInt64(8),
                CachedInputTokens = reader.GetInt64(11),
                ReasoningTokens = reader.GetInt64(12),
                Cost = SqliteColumns.Money(reader.GetInt64(9), reader.GetInt64(10)),
            });
        }

        return sums;
    }

    private static int Epoch { get; } = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private static long Start(DateOnly day) => (day.DayNumber - Epoch) * TimeSpan.TicksPerDay;
}
