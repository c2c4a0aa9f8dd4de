using System.Collections.Immutable;
using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Storage.Sqlite;

public sealed partial class SqliteJournal : IBudgetStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, BudgetSpent>> SpentAsync(string tenant, string? keyId, BudgetWindow window, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.Run(connection => BudgetRows.Spent(connection, tenant, keyId, window)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BudgetLease>> LeasesAsync(string tenant, string? keyId, DateTimeOffset from, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.Run(connection => BudgetRows.Leases(connection, tenant, keyId, from)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask KeepAsync(string tenant, ImmutableArray<BudgetLeases> budgets, CancellationToken cancellationToken) =>
        await _writer.RunAsync(session => BudgetRows.Keep(session.Connection, tenant, budgets), cancellationToken);
}
