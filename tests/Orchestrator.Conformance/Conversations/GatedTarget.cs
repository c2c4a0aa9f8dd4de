using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Orchestrator.Conversations.Targets;

namespace Orchestrator.Conformance.Conversations;

/// <summary>A target whose answer a test lets out piece by piece.</summary>
public sealed class GatedTarget
{
    private readonly Channel<ModelUpdate> _updates = Channel.CreateUnbounded<ModelUpdate>();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GatedTarget(string id = "gated") => Connector = new(id, Run);

    public ScriptedTarget Connector { get; }

    /// <summary>Completes when an attempt reached the target.</summary>
    public Task Started => _started.Task;

    /// <summary>Completes when an attempt was stopped at the target.</summary>
    public Task Stopped => _stopped.Task;

    public void Say(string text) => _updates.Writer.TryWrite(new ModelText(text));

    public void End() => _updates.Writer.TryWrite(new ModelEnded { Usage = new(1, 1) });

    /// <summary>Breaks the answer off.</summary>
    public void Fail() => _updates.Writer.TryComplete(new TargetException("cut-off", "the gated target failed"));

    private async IAsyncEnumerable<ModelUpdate> Run(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _started.TrySetResult();
        try
        {
            while (true)
            {
                if (!await _updates.Reader.WaitToReadAsync(cancellationToken) || !_updates.Reader.TryRead(out var update))
                    continue;
                yield return update;
                if (update is ModelEnded)
                    yield break;
            }
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
                _stopped.TrySetResult();
        }
    }
}
