using Orchestrator.Conversations.State;

namespace Orchestrator.Conversations.Turns;

/// <summary>A turn while it runs.</summary>
internal sealed class LiveTurn(TurnRecord record, TurnBuffer buffer, Caller caller, TurnPlan plan, CascadeRule cascade, long began, CancellationTokenSource cancel) : IDisposable
{
    public string TurnId { get; } = record.TurnId;

    public TurnRecord Record { get; set; } = record;

    public TurnBuffer Buffer => buffer;

    public Caller Caller => caller;

    public TurnPlan Plan => plan;

    public CascadeRule Cascade => cascade;

    /// <summary>When it was taken in for this run, as a timestamp of the engine's clock.</summary>
    public long Began => began;

    public CancellationTokenSource Cancel => cancel;

    /// <summary>Set when the turn has ended, one way or another.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose()
    {
        Done.TrySetResult();
        cancel.Dispose();
    }
}
