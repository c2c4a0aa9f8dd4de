namespace Orchestrator.Storage;

/// <summary>Whether a journal can keep its promises now.</summary>
/// <param name="Problem">Null when it can; otherwise what is wrong and what to do, in plain words.</param>
/// <param name="Since">Since when it is so.</param>
public sealed record JournalHealth(string? Problem, DateTimeOffset Since)
{
    /// <summary>True when the last write succeeded, or none has failed yet.</summary>
    public bool Healthy => Problem is null;
}
