namespace Orchestrator.Conversations.Turns;

/// <summary>One attempt's part in an <see cref="AttemptRace"/>.</summary>
internal sealed class AttemptLane(AttemptRace race, int number, CancellationToken turn) : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(turn);

    public int Number => number;

    /// <summary>Cancelled when the other attempt speaks, or with the turn.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Whether this attempt's content may be shown.</summary>
    public bool TrySpeak() => race.TrySpeak(number);

    /// <summary>The other attempt speaks. In the background, as what ends here may take its time.</summary>
    public void Stop() => _ = _stop.CancelAsync();

    public void Dispose() => _stop.Dispose();
}
