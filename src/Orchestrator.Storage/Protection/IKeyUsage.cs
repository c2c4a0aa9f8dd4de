namespace Orchestrator.Storage.Protection;

/// <summary>What a key ring must know of the journal whose keys it holds.</summary>
internal interface IKeyUsage
{
    /// <summary>The journal's identity.</summary>
    string LogId { get; }

    /// <summary>Whether the journal takes writes.</summary>
    JournalHealth Health { get; }

    /// <summary>How far the journal is written.</summary>
    ValueTask<long> LastPositionAsync(CancellationToken cancellationToken);

    /// <summary>Whether any row is protected under a key.</summary>
    ValueTask<bool> HasProtectedRowsAsync(CancellationToken cancellationToken);

    /// <summary>Which of the keys no row after a position names; none when that would take too long to tell.</summary>
    ValueTask<IReadOnlyCollection<UInt128>> UnusedAsync(IReadOnlyCollection<UInt128> keys, long afterPosition, CancellationToken cancellationToken);
}
