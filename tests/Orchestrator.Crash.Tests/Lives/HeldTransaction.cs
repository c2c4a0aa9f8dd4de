using Orchestrator.Crash.Tests.Vfs;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>Holds the writer's next transaction at its beginning until disposed, so that what is appended meanwhile shares the one after it.</summary>
internal sealed class HeldTransaction : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();
    private readonly SimulatedVfs _vfs;

    public HeldTransaction(SimulatedVfs vfs)
    {
        _vfs = vfs;
        vfs.BeforeWriteLock = () =>
        {
            vfs.BeforeWriteLock = null;
            _reached.SetResult();
            _release.Wait();
        };
    }

    /// <summary>Completes when the writer is there.</summary>
    public Task Reached => _reached.Task;

    public void Dispose()
    {
        _vfs.BeforeWriteLock = null;
        _release.Set();
    }
}
