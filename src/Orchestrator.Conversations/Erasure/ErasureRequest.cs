namespace Orchestrator.Conversations.Erasure;

/// <summary>What is to be erased. Who may ask for it is the faces' matter; here the tenant and the owner are believed.</summary>
public sealed record ErasureRequest
{
    /// <summary>Names the erasure within its tenant, 1 to 128 printable characters without spaces. The same id with the same request is the same erasure.</summary>
    public required string ErasureId { get; init; }

    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>How much.</summary>
    public required ErasureScope Scope { get; init; }

    /// <summary>
    /// For <see cref="ErasureScope.Conversation"/> the caller, whose conversation it must be; for <see cref="ErasureScope.Owner"/> whose
    /// conversations are erased; for <see cref="ErasureScope.Tenant"/> null.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>The conversation, for <see cref="ErasureScope.Conversation"/>; otherwise null.</summary>
    public ConversationId? Conversation { get; init; }

    /// <summary>
    /// Takes only conversations that were begun at this time or before: when the erasure was asked for at the cluster, for a node that hears of
    /// it later. Null for all that there are. It does not tell one erasure from another.
    /// </summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>
    /// The most turns that the conversation may have: with more nothing is erased. It is looked at in the step that closes the conversation, so that
    /// no turn that is accepted meanwhile goes with it. Null for any number. It does not tell one erasure from another.
    /// </summary>
    public int? MostTurns { get; init; }

    /// <summary>
    /// The conversation was made for the owner and may not have been used: then only its id is closed, for good, and the erasure counts no
    /// conversation. It does not tell one erasure from another.
    /// </summary>
    public bool MayBeUnused { get; init; }
}
