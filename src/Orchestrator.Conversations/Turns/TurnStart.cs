namespace Orchestrator.Conversations;

/// <summary>A request resolved to its conversation and turn id.</summary>
/// <param name="Request">What is asked.</param>
/// <param name="TurnId">The caller's turn id, or one made for it.</param>
/// <param name="MayOpen">Whether the conversation may not exist yet.</param>
/// <param name="StartKey">Keyed digest of caller and turn id, when the caller named a turn but no conversation.</param>
public sealed record TurnStart(TurnRequest Request, string TurnId, bool MayOpen, ReadOnlyMemory<byte>? StartKey)
{
    /// <summary>Whether the conversation's id was made for this turn, so that nothing is kept of it yet and nothing need be looked for.</summary>
    public bool IsNew { get; init; }
}
