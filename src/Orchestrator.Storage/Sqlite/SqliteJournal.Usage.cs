using Orchestrator.Conversations.Usage;

namespace Orchestrator.Storage.Sqlite;

public sealed partial class SqliteJournal : IUsage
{
    private static readonly TimeSpan s_longestAttempt = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(string tenant, DateOnly from, DateOnly until, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.Run(connection => UsageRows.Sum(connection, tenant, from, until, _time.GetUtcNow() - s_longestAttempt)), cancellationToken);
}
