using System.Collections.Immutable;
using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Storage.Sqlite;

public sealed partial class SqliteJournal : IBudgetStore, IBudgetBooks
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

    /// <inheritdoc/>
    public async ValueTask BeginAsync(string tenant, string incarnation, CancellationToken cancellationToken) =>
        await _writer.RunAsync(session => BudgetRows.Begin(session.Connection, tenant, incarnation), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<decimal?> ChargedAsync(string tenant, string? keyId, BudgetWindow window, string incarnation, CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            session => session.Run(connection => BudgetRows.HasBegun(connection, tenant, incarnation)
                ? BudgetRows.Spent(connection, tenant, keyId, window).GetValueOrDefault(incarnation).Charged
                : (decimal?)null),
            cancellationToken);
}
