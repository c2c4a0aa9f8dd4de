namespace Orchestrator.Conversations.Hosting;

/// <summary>Lets one in at a time, in the order of arrival, and turns away whoever finds the line too long. Thread-safe.</summary>
/// <param name="capacity">How many may wait.</param>
internal sealed class ArrivalQueue(int capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private bool _taken;

    public bool TryEnter()
    {
        lock (_lock)
            return !_taken && (_taken = true);
    }

    /// <exception cref="OrchestratorException">The line is full (<see cref="ErrorReason.Busy"/>).</exception>
    public Task EnterAsync(CancellationToken cancellationToken) => EnterAsync(capacity, cancellationToken);

    /// <summary>Enters behind all who wait, however many they are.</summary>
    public Task EnterLastAsync() => EnterAsync(int.MaxValue, CancellationToken.None);

    public void Leave()
    {
        lock (_lock)
        {
            if (_waiting.First is not { } next)
            {
                _taken = false;
                return;
            }

            _waiting.RemoveFirst();
            next.Value.SetResult();
        }
    }

    private async Task EnterAsync(int most, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> place;
        lock (_lock)
        {
            if (!_taken)
            {
                _taken = true;
                return;
            }

            if (_waiting.Count >= most)
                throw new OrchestratorException(ErrorReason.Busy, $"{capacity} turns already wait in this conversation. Wait for an answer before sending more.");
            place = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using (cancellationToken.Register(() => Withdraw(place, cancellationToken)))
            await place.Value.Task;
    }

    private void Withdraw(LinkedListNode<TaskCompletionSource> place, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Already let in: whoever entered leaves by itself.
            if (place.List is null)
                return;
            _waiting.Remove(place);
        }

        place.Value.SetCanceled(cancellationToken);
    }
}
