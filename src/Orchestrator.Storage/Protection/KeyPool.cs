namespace Orchestrator.Storage.Protection;

/// <summary>
/// Data keys that are durable and not yet handed out, and those who wait for one. Thread-safe.
/// </summary>
internal sealed class KeyPool
{
    private readonly Lock _lock = new();
    private readonly Queue<UInt128> _ready = new();
    private readonly Queue<TaskCompletionSource<UInt128>> _waiting = new();

    /// <summary>How many keys are ready; negative when more wait than there are.</summary>
    public int Level
    {
        get
        {
            lock (_lock)
                return _ready.Count - _waiting.Count;
        }
    }

    public bool TryTake(out UInt128 id)
    {
        lock (_lock)
            return _ready.TryDequeue(out id);
    }

    public async Task<UInt128> WaitAsync(CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource<UInt128>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_ready.TryDequeue(out var ready))
                return ready;
            _waiting.Enqueue(waiter);
        }

        // One who left must not be given a key, so its place stays in the line but takes none.
        await using (cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken)))
            return await waiter.Task;
    }

    public void Add(ReadOnlySpan<UInt128> ids)
    {
        lock (_lock)
        {
            foreach (var id in ids)
            {
                if (!GiveToWaiter(id))
                    _ready.Enqueue(id);
            }
        }
    }

    public void Fail(Exception reason)
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var waiter))
                waiter.TrySetException(reason);
        }
    }

    private bool GiveToWaiter(UInt128 id)
    {
        while (_waiting.TryDequeue(out var waiter))
        {
            if (waiter.TrySetResult(id))
                return true;
        }

        return false;
    }
}
