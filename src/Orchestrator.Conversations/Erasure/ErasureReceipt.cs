using System.Collections.Immutable;

namespace Orchestrator.Conversations.Erasure;

/// <summary>What an erasure did: ids, counts and times, and never content. It is durable before anybody sees it.</summary>
public sealed record ErasureReceipt
{
    /// <summary>The erasure.</summary>
    public required string ErasureId { get; init; }

    /// <summary>How much was asked for.</summary>
    public required ErasureScope Scope { get; init; }

    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The owner, as the request named it.</summary>
    public string? Owner { get; init; }

    /// <summary>The conversation, as the request named it.</summary>
    public ConversationId? Conversation { get; init; }

    /// <summary>How many conversations are erased; 0 when there were none.</summary>
    public required int Conversations { get; init; }

    /// <summary>How many events of theirs are deleted.</summary>
    public required long Events { get; init; }

    /// <summary>How many keys are destroyed; less than the conversations where some were stored before there was encryption.</summary>
    public required int KeysDestroyed { get; init; }

    /// <summary>When the erasure was durable, and the conversations were closed to everybody.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When nothing was left.</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>The log that the conversations were in.</summary>
    public required string LogId { get; init; }

    /// <summary>The key file's generation that still held the keys.</summary>
    public required long GenerationBefore { get; init; }

    /// <summary>The first generation without them; the same as before when there were no keys to destroy.</summary>
    public required long GenerationAfter { get; init; }

    /// <summary>The key-encryption key that was destroyed with the keys, or, when there were none, the one in use.</summary>
    public required string KeyEncryptionKeyId { get; init; }

    /// <summary>The top key that wrapped it.</summary>
    public required string TopKeyId { get; init; }

    /// <summary>What can still open the erased content, and until when, in plain words.</summary>
    public required string Remains { get; init; }

    /// <summary>
    /// For an owner or a tenant, every node of the tenant that is told of the erasure, in order, and whether it has confirmed; none where the
    /// host has no nodes.
    /// </summary>
    public ImmutableArray<NodeErasure> Nodes { get; init; } = [];

    /// <summary>When the top key was rotated, so that older copies of the key file open with the key before alone; null until then.</summary>
    public DateTimeOffset? CoveredAt { get; init; }
}
