namespace Orchestrator.Integration.Tests.Running;

/// <summary>Somebody who talks to a process that is killed again and again, and remembers what was told.</summary>
internal abstract class Witness : IAsyncDisposable
{
    private TaskCompletionSource _begun = new();
    private Task _sending = Task.CompletedTask;

    /// <summary>Turns that were acknowledged and looked for after a kill.</summary>
    public int Checked { get; protected set; }

    /// <summary>Turns that a kill cut off and that were answered by a later attempt.</summary>
    public int CutOff { get; protected set; }

    /// <summary>Sends what belongs to this round, until it is answered or the process is gone.</summary>
    public void Send(int round)
    {
        var begun = _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _sending = Task.Run(async () =>
        {
            try
            {
                await SendAsync(round, begun);
            }
            catch (Exception e)
            {
                begun.TrySetException(new InvalidOperationException($"{GetType().Name}, round {round}: {e.Message}", e));
                throw;
            }

            begun.TrySetException(new InvalidOperationException($"{GetType().Name}, round {round}: it ended, and no answer began."));
        });
    }

    /// <summary>Waits until the process has begun to answer.</summary>
    public Task BegunAsync() => _begun.Task.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Waits until what was sent is answered or cut off.</summary>
    public Task CutAsync() => _sending.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>After the process is back: compares what it knows with what was told, and lets every turn come to its end.</summary>
    public abstract Task CheckAsync(int round);

    public abstract ValueTask DisposeAsync();

    /// <summary>Sends, and says when the first of an answer is there. A connection that breaks ends it without an exception.</summary>
    protected abstract Task SendAsync(int round, TaskCompletionSource begun);
}
