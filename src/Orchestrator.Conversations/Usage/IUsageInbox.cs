using System.Collections.Immutable;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Conversations.Usage;

/// <summary>Takes in what nodes tell of their attempts, for <see cref="IUsage"/> alone: budgets know of it by their own way. Thread-safe.</summary>
public interface IUsageInbox
{
    /// <summary>Keeps attempts; those that were told before stay as they were. On the disk when the task completes.</summary>
    /// <param name="tenant">The node's tenant.</param>
    /// <param name="entries">Attempts that have ended.</param>
    /// <param name="cancellationToken">Ends the wait; the outcome is then unknown.</param>
    ValueTask TakeAsync(string tenant, ImmutableArray<UsageEntry> entries, CancellationToken cancellationToken);
}
