using Orchestrator.Conversations.Journal;

namespace Orchestrator.Storage.Sqlite;

/// <summary>An append, or a probe of the disk, that waits for its commit.</summary>
/// <param name="append">What is appended; null for a probe.</param>
internal sealed class PendingWrite(JournalAppend? append)
{
    // Continuations must never run on the writer's thread.
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _refusal;

    /// <summary>Completes when the write is on the disk, or fails with the reason.</summary>
    public Task Done => _done.Task;

    public void Apply(WriteSession session)
    {
        if (append is null)
            session.Probe();
        else
            _refusal = session.Append(append);
    }

    public void Committed()
    {
        if (_refusal is null)
            _done.SetResult();
        else
            _done.SetException(_refusal);
    }

    public void Failed(Exception failure)
    {
        _done.SetException(failure);
        if (append is null)
            _ = _done.Task.Exception; // A probe has no waiter; health already tells.
    }
}
