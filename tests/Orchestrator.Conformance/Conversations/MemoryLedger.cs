using System.Collections.Concurrent;
using Orchestrator.Privacy;

namespace Orchestrator.Conformance.Conversations;

/// <summary>A ledger in memory, which a test can make fail.</summary>
public sealed class MemoryLedger : IEgressLedger
{
    public ConcurrentQueue<LedgerRecord> Records { get; } = [];

    /// <summary>What writing does; null for nothing but keeping the record.</summary>
    public Func<Task>? Fault { get; set; }

    public Task RecordAsync(LedgerRecord record)
    {
        Records.Enqueue(record);
        return Fault?.Invoke() ?? Task.CompletedTask;
    }
}
