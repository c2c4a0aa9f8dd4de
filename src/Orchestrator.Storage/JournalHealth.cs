namespace Orchestrator.Storage;

/// <summary>Whether a journal can keep its promises now.</summary>
/// <param name="State">What it is.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Detail">More on the cause, such as the program that holds a lock; never a path, never content.</param>
public sealed record JournalHealth(StorageState State, DateTimeOffset Since, string? Detail = null)
{
    /// <summary>True when the last write succeeded, or none has failed yet.</summary>
    public bool Healthy => State == StorageState.Ok;

    /// <summary>The stable code of the state.</summary>
    public string Code => StorageStates.Code(State);

    /// <summary>What is the matter, with the detail if there is one.</summary>
    public string Found => $"The journal {StorageStates.Found(State)}{(Detail is null ? "" : $" ({Detail})")}.";

    /// <summary>What the operator does; null when nothing.</summary>
    public string? Remedy => StorageStates.Remedy(State) is { } remedy && StorageStates.MendsItself(State)
        ? $"{remedy} Writing goes on by itself within seconds."
        : StorageStates.Remedy(State);
}
