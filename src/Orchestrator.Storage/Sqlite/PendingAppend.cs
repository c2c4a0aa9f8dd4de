using Orchestrator.Conversations.Journal;

namespace Orchestrator.Storage.Sqlite;

/// <summary>An append that waits for its commit.</summary>
/// <param name="append">What is appended.</param>
internal sealed class PendingAppend(JournalAppend append) : PendingWrite
{
    // Continuations must never run on the writer's thread.
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _refusal;

    /// <summary>Completes when the append is on the disk, or fails with the reason.</summary>
    public Task Done => _done.Task;

    public override void Apply(WriteSession session) => _refusal = session.Append(append);

    public override void Committed()
    {
        if (_refusal is null)
            _done.SetResult();
        else
            _done.SetException(_refusal);
    }

    public override void Failed(Exception failure) => _done.SetException(failure);
}
