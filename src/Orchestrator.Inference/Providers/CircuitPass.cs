using Polly;

namespace Orchestrator.Inference.Providers;

/// <summary>
/// One execution of a provider's pipeline that lasts as long as its answer: it begins when the pipeline admits it, and ends with the
/// outcome that its holder tells. One holder.
/// </summary>
internal sealed class CircuitPass(ResilienceContext context)
{
    private readonly TaskCompletionSource _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The pipeline ends where its holder tells the outcome.
    private readonly TaskCompletionSource<Outcome<bool>> _outcome = new();
    private Task<Outcome<bool>> _execution = null!;

    public ResilienceContext Context => context;

    /// <summary>Cancelled by the caller, or when the whole answer takes too long.</summary>
    public CancellationToken Token { get; private set; }

    public ValueTask<Outcome<bool>> BeginAsync(CancellationToken token)
    {
        Token = token;
        _admitted.SetResult();
        return new(_outcome.Task);
    }

    public void Run(ValueTask<Outcome<bool>> execution) => _execution = execution.AsTask();

    /// <summary>Waits until the pipeline lets it in. Gives what it refused it with, or null.</summary>
    public async ValueTask<Exception?> WaitAsync()
    {
        if (!_admitted.Task.IsCompleted)
            await Task.WhenAny(_admitted.Task, _execution);
        if (_admitted.Task.IsCompleted)
            return null;
        var outcome = await _execution;
        ResilienceContextPool.Shared.Return(context);
        return outcome.Exception;
    }

    /// <summary>Tells how the answer went; null for well.</summary>
    public async ValueTask EndAsync(Exception? failure)
    {
        _outcome.SetResult(failure is null ? Outcome.FromResult(true) : Outcome.FromException<bool>(failure));
        await _execution;
        ResilienceContextPool.Shared.Return(context);
    }
}
