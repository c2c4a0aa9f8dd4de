using Orchestrator.Conversations.Journal;

namespace Orchestrator.Conversations.Usage;

/// <summary>Keeps what was taken outside of any conversation. Thread-safe. A failure of the store is an <see cref="OrchestratorException"/> with <see cref="ErrorReason.StorageUnavailable"/>.</summary>
public interface IUsageLog
{
    /// <summary>Keeps an attempt, when it begins or when it has ended; one that was kept with its cost stays as it is. On the disk when the task completes.</summary>
    /// <param name="tenant">Who pays.</param>
    /// <param name="entry">The attempt.</param>
    /// <param name="cancellationToken">Ends the wait; the outcome is then unknown.</param>
    ValueTask WriteAsync(string tenant, UsageEntry entry, CancellationToken cancellationToken);
}
