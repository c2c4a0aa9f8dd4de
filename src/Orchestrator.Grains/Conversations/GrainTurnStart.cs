namespace Orchestrator.Grains.Conversations;

/// <summary>A turn on its way to its grain.</summary>
/// <param name="Request">A <c>TurnRequest</c> of the wire protocol.</param>
/// <param name="TurnId">The caller's turn id, or one made for it.</param>
/// <param name="MayOpen">Whether the conversation may not exist yet.</param>
/// <param name="StartKey">Keyed digest of caller and turn id, when the caller named a turn but no conversation.</param>
[GenerateSerializer]
[Immutable]
[Alias("orchestrator.GrainTurnStart")]
public sealed record GrainTurnStart(
    [property: Id(0)] byte[] Request,
    [property: Id(1)] string TurnId,
    [property: Id(2)] bool MayOpen,
    [property: Id(3)] byte[]? StartKey);
