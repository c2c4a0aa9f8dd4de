namespace Orchestrator.Link.Sessions;

/// <summary>What both sides of a session agree on. The protocol fixes all but the heartbeat.</summary>
internal sealed record LinkSessionSettings
{
    /// <summary>The longest report on budgets and the longest answer to one: a claim for each key that a node knows.</summary>
    public const int MaxBudgetMessage = 1024 * 1024;

    /// <summary>The largest message about usage, in bytes.</summary>
    public const int MaxUsageMessage = 2 * 1024 * 1024;

    /// <summary>The longest order to erase and the longest receipt.</summary>
    public const int MaxErasureMessage = 64 * 1024;

    /// <summary>What a chunk costs besides its payload, so that many tiny chunks are not free.</summary>
    public const int ChunkOverhead = 32;

    /// <summary>Versions of the protocol that this build speaks.</summary>
    public const uint Protocol = 1;

    /// <summary>The name that the cluster gave the session; clearances are for one session.</summary>
    public string Name { get; init; } = "";

    /// <summary>True at the node, whose invocations have odd numbers.</summary>
    public required bool OpensOdd { get; init; }

    /// <summary>How often a heartbeat is sent.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After how many silent intervals the link is dead.</summary>
    public int MissedHeartbeats { get; init; } = 3;

    /// <summary>What may be in flight in one direction of one invocation, in bytes of credit.</summary>
    public int Window { get; init; } = 64 * 1024;

    /// <summary>The longest payload of a chunk, in bytes. At most a quarter of the window, or a writer could wait for ever.</summary>
    public int MaxPayload { get; init; } = 16 * 1024;

    /// <summary>
    /// The most invocations that the other side may have open; more are answered with <c>busy</c>. Times the window it bounds
    /// what a session holds in memory.
    /// </summary>
    public int MaxInvocations { get; init; } = 2048;
}
