namespace Orchestrator.Routing;

/// <summary>How busy a target is, as this process sees it. Stored with the decision that used it, so that it replays.</summary>
/// <param name="Outstanding">Attempts of this process that run there.</param>
/// <param name="Wait">
/// What an attempt waits for its first content: a mean that leaps to every longer wait and falls with time, and never less than the wait
/// of an attempt that has no content yet.
/// </param>
public readonly record struct TargetLoad(int Outstanding, TimeSpan Wait)
{
    private const double LeastMilliseconds = 1;

    /// <summary>What one more attempt is expected to wait: the wait, once for each that is before it. No unit that means anything alone; for comparing.</summary>
    public double Score => Math.Max(LeastMilliseconds, Wait.TotalMilliseconds) * (Outstanding + 1);
}
