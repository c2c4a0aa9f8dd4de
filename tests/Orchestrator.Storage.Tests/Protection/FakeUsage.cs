using Orchestrator.Storage.Protection;

namespace Orchestrator.Storage.Tests.Protection;

/// <summary>A journal of which only the rows' keys are known.</summary>
internal sealed class FakeUsage : IKeyUsage
{
    public List<string> Rows { get; } = [];

    public string LogId { get; init; } = "log-a";

    public JournalHealth Health { get; set; } = new(StorageState.Ok, default);

    public ValueTask<long> LastPositionAsync(CancellationToken cancellationToken) => new(Rows.Count);

    public ValueTask<bool> HasProtectedRowsAsync(CancellationToken cancellationToken) => new(Rows.Count > 0);

    public ValueTask<IReadOnlyCollection<UInt128>> UnusedAsync(IReadOnlyCollection<UInt128> keys, long afterPosition, CancellationToken cancellationToken) =>
        new([.. keys.Where(k => !Rows.Skip((int)afterPosition).Contains(KeyIds.Text(k)))]);
}
