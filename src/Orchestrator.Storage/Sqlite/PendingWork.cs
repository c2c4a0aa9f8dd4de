namespace Orchestrator.Storage.Sqlite;

/// <summary>A rare write with a result. It may refuse itself with an <see cref="OrchestratorException"/>; then nothing of it is written.</summary>
/// <param name="work">What is done within the transaction.</param>
internal sealed class PendingWork<T>(Func<WriteSession, T> work) : PendingWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OrchestratorException? _refusal;
    private T? _result;

    /// <summary>Completes when the work is on the disk, or fails with the reason.</summary>
    public Task<T> Done => _done.Task;

    public override void Apply(WriteSession session) => _refusal = session.Try(() => _result = work(session));

    public override void Committed()
    {
        if (_refusal is null)
            _done.SetResult(_result!);
        else
            _done.SetException(_refusal);
    }

    public override void Failed(Exception failure) => _done.SetException(failure);
}
