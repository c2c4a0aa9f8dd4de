using System.Collections.Immutable;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.Usage;

namespace Orchestrator.Storage.Sqlite;

public sealed partial class SqliteJournal : IUsage, IUsageLog, IUsageInbox, IUsageOutbox
{
    private static readonly TimeSpan s_longestAttempt = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(string tenant, DateOnly from, DateOnly until, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.Run(connection => UsageRows.Sum(connection, tenant, from, until, _time.GetUtcNow() - s_longestAttempt)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask WriteAsync(string tenant, UsageEntry entry, CancellationToken cancellationToken) => await _writer.RunAsync(
        session =>
        {
            session.WriteUsage(tenant, entry);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask TakeAsync(string tenant, ImmutableArray<UsageEntry> entries, CancellationToken cancellationToken) =>
        await _writer.RunAsync(session => ToldUsageRows.Take(session, tenant, entries), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UsageEntry>> NextAsync(string incarnation, int most, CancellationToken cancellationToken) => _tellsUsageOf is not { } tenant
        ? new([])
        : _readers.ReadAsync(session => session.Run(connection => ToldUsageRows.Next(connection, tenant, incarnation, most)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ToldAsync(IReadOnlyList<UsageEntry> told, CancellationToken cancellationToken)
    {
        if (_tellsUsageOf is { } tenant)
            await _writer.RunAsync(session => ToldUsageRows.Told(session.Connection, tenant, told), cancellationToken);
    }
}
