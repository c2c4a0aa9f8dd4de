namespace Orchestrator.Conversations.Turns;

/// <summary>
/// Two attempts of one turn at once: the one whose content comes first speaks, and the other is stopped before a reader sees anything
/// of it. Thread-safe.
/// </summary>
/// <param name="won">Told the number of the attempt that speaks, before its first content is shown.</param>
/// <param name="turn">Stops both.</param>
internal sealed class AttemptRace(Action<int> won, CancellationToken turn) : IDisposable
{
    private readonly List<AttemptLane> _lanes = [];
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _winner;

    /// <summary>Completes when one of them speaks.</summary>
    public Task Decided => _decided.Task;

    /// <summary>The number of the attempt that speaks; 0 while none does.</summary>
    public int Winner => Volatile.Read(ref _winner);

    /// <summary>The part of one attempt. One that comes too late is stopped at once.</summary>
    /// <param name="number">The attempt's number.</param>
    public AttemptLane Enter(int number)
    {
        var lane = new AttemptLane(this, number, turn);
        lock (_lanes)
        {
            _lanes.Add(lane);
            if (Winner != 0)
                lane.Stop();
        }

        return lane;
    }

    /// <summary>Stops both.</summary>
    public void Stop()
    {
        lock (_lanes)
        {
            foreach (var lane in _lanes)
                lane.Stop();
        }
    }

    public void Dispose()
    {
        foreach (var lane in _lanes)
            lane.Dispose();
    }

    internal bool TrySpeak(int number)
    {
        lock (_lanes)
        {
            if (_winner != 0)
                return _winner == number;
            Volatile.Write(ref _winner, number);
            won(number);
            foreach (var lane in _lanes)
            {
                if (lane.Number != number)
                    lane.Stop();
            }
        }

        _decided.SetResult();
        return true;
    }
}
