using Orchestrator.Conversations.Journal;

namespace Orchestrator.Conversations.Usage;

/// <summary>
/// What this process's attempts took and the cluster has not heard yet. An attempt is in it from its beginning, in the transaction of its
/// usage, until it was told. Thread-safe.
/// </summary>
public interface IUsageOutbox
{
    /// <summary>Attempts to be told, the oldest first: those that ended, and those that an earlier start of this process left without an end, at their most.</summary>
    /// <param name="incarnation">This start of the process, whose open attempts run.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<UsageEntry>> NextAsync(string incarnation, int most, CancellationToken cancellationToken);

    /// <summary>The cluster has them on its disk.</summary>
    /// <param name="told">What <see cref="NextAsync"/> gave.</param>
    /// <param name="cancellationToken">Ends the wait; what is told twice is counted once.</param>
    ValueTask ToldAsync(IReadOnlyList<UsageEntry> told, CancellationToken cancellationToken);
}
