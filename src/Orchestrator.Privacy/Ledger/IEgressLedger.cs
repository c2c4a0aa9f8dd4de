namespace Orchestrator.Privacy;

/// <summary>Keeps what leaves this process, before it leaves. Thread-safe.</summary>
public interface IEgressLedger
{
    /// <summary>Records a clearance. When the task completes the record is durable; when it fails nothing may be sent.</summary>
    /// <param name="record">The clearance.</param>
    Task RecordAsync(LedgerRecord record);
}
