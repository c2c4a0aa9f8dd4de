using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Storage.Sqlite;

/// <summary>What banks of budgets keep and read.</summary>
internal static class BudgetRows
{
    // Dollars and the rest apart: the sum of the smallest unit alone could outgrow 64 bits.
    private const string SpentSql = """
        SELECT incarnation, sum(coalesce(cost, 0) / 1000000000000), sum(coalesce(cost, 0) % 1000000000000),
          sum(coalesce(cost, reserved) / 1000000000000), sum(coalesce(cost, reserved) % 1000000000000)
        FROM usage WHERE tenant = $tenant AND at >= $from AND at < $until AND ($key IS NULL OR key_id = $key) AND incarnation NOT GLOB 'told/*'
        GROUP BY incarnation
        """;

    public static IReadOnlyDictionary<string, BudgetSpent> Spent(SqliteConnection connection, string tenant, string? keyId, BudgetWindow window)
    {
        using var statement = new PreparedStatement(connection, SpentSql, "$tenant", "$from", "$until", "$key");
        using var reader = statement.Read(
            tenant, SqliteColumns.Time(window.From), window.Until is { } until ? SqliteColumns.Time(until) : long.MaxValue, (object?)keyId ?? DBNull.Value);
        var spent = new Dictionary<string, BudgetSpent>();
        while (reader.Read())
            spent.Add(reader.GetString(0), new(SqliteColumns.Money(reader.GetInt64(1), reader.GetInt64(2)), SqliteColumns.Money(reader.GetInt64(3), reader.GetInt64(4))));
        return spent;
    }

    public static IReadOnlyList<BudgetLease> Leases(SqliteConnection connection, string tenant, string? keyId, DateTimeOffset from)
    {
        using var statement = new PreparedStatement(
            connection, "SELECT holder, incarnation, granted, returned FROM budget_leases WHERE tenant = $tenant AND key_id = $key AND window = $from", "$tenant", "$key", "$from");
        using var reader = statement.Read(tenant, keyId ?? "", SqliteColumns.Time(from));
        var leases = new List<BudgetLease>();
        while (reader.Read())
            leases.Add(new(new(reader.GetString(0), reader.GetString(1)), Sum(reader, 2), Sum(reader, 3), 0));
        return leases;
    }

    /// <summary>Writes the leases of budgets in place of those before, those of earlier windows included.</summary>
    public static bool Keep(SqliteConnection connection, string tenant, ImmutableArray<BudgetLeases> budgets)
    {
        using var delete = new PreparedStatement(connection, "DELETE FROM budget_leases WHERE tenant = $tenant AND key_id = $key", "$tenant", "$key");
        using var insert = new PreparedStatement(
            connection,
            "INSERT INTO budget_leases (tenant, key_id, window, holder, incarnation, granted, returned) VALUES ($tenant, $key, $from, $holder, $incarnation, $granted, $returned)",
            "$tenant", "$key", "$from", "$holder", "$incarnation", "$granted", "$returned");
        foreach (var budget in budgets)
        {
            delete.Run(tenant, budget.KeyId ?? "");
            foreach (var lease in budget.Leases)
            {
                insert.Run(
                    tenant, budget.KeyId ?? "", SqliteColumns.Time(budget.From), lease.Holder.Name, lease.Holder.Incarnation,
                    lease.Granted.ToString(CultureInfo.InvariantCulture), lease.Returned.ToString(CultureInfo.InvariantCulture));
            }
        }

        return true;
    }

    public static bool Begin(SqliteConnection connection, string tenant, string incarnation)
    {
        using var insert = new PreparedStatement(connection, "INSERT INTO budget_starts (tenant, incarnation) VALUES ($tenant, $incarnation) ON CONFLICT DO NOTHING", "$tenant", "$incarnation");
        insert.Run(tenant, incarnation);
        return true;
    }

    // A journal that is older than the notes of starts has one without a name, for all before them.
    public static bool HasBegun(SqliteConnection connection, string tenant, string incarnation)
    {
        using var statement = new PreparedStatement(
            connection, "SELECT 1 FROM budget_starts WHERE tenant = $tenant AND incarnation = $incarnation OR tenant = '' AND incarnation = '' LIMIT 1", "$tenant", "$incarnation");
        using var reader = statement.Read(tenant, incarnation);
        return reader.Read();
    }

    private static decimal Sum(SqliteDataReader reader, int column) => decimal.Parse(reader.GetString(column), CultureInfo.InvariantCulture);
}
