namespace Orchestrator.Conversations.Erasure;

/// <summary>What a journal keeps of an erasure, from the moment when it is durable and its conversations are closed.</summary>
public sealed record ErasureRecord
{
    /// <summary>What was asked for.</summary>
    public required ErasureRequest Request { get; init; }

    /// <summary>When it became durable.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>How many conversations it takes.</summary>
    public required int Conversations { get; init; }

    /// <summary>How many events they had.</summary>
    public required long Events { get; init; }

    /// <summary>How many keys protected them.</summary>
    public required int Keys { get; init; }

    /// <summary>The keys' generation at the beginning, and, once it is completed, the last one that held the keys.</summary>
    public required long GenerationBefore { get; init; }

    /// <summary>The first generation without the keys; null until it is completed.</summary>
    public long? GenerationAfter { get; init; }

    /// <summary>The key-encryption key of <see cref="GenerationBefore"/>.</summary>
    public required string KeyEncryptionKeyId { get; init; }

    /// <summary>The top key that wrapped it.</summary>
    public required string TopKeyId { get; init; }

    /// <summary>When nothing was left; null until it is completed.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When another top key took the place of <see cref="TopKeyId"/>; null until then.</summary>
    public DateTimeOffset? CoveredAt { get; init; }
}
