using Orchestrator.Inference.Constraints;

namespace Orchestrator.Inference.Tests.Decoders;

/// <summary>Holds the decoder's thread at the first token, until it is let go.</summary>
internal sealed class HoldingConstraint : ITokenConstraint, IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _free = new();

    public Task Reached => _reached.Task;

    public bool Finished => false;

    public void LetGo() => _free.Set();

    public bool Mask(Span<float> logits, IReadOnlyCollection<int> ends)
    {
        _reached.TrySetResult();
        _free.Wait();
        return true;
    }

    public void Accept(int token)
    {
    }

    public void Dispose() => _free.Dispose();
}
