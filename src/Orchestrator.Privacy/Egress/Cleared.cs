namespace Orchestrator.Privacy;

/// <summary>
/// The only thing that a connector to another zone accepts: content that the egress gate rewrote for its destination,
/// together with the very buffer that is sent. Only <see cref="EgressGate"/> makes one.
/// </summary>
/// <typeparam name="T">What was cleared.</typeparam>
public sealed class Cleared<T>
{
    internal Cleared(T content, ReadOnlyMemory<byte> buffer, Target target, LedgerEntry entry) =>
        (Content, Buffer, Target, Entry) = (content, buffer, target, entry);

    /// <summary>What was cleared, as the destination may see it. A target in the same process reads this.</summary>
    public T Content { get; }

    /// <summary>The bytes to send, and nothing else.</summary>
    public ReadOnlyMemory<byte> Buffer { get; }

    /// <summary>The destination that these bytes were cleared for.</summary>
    public Target Target { get; }

    /// <summary>What the ledger says of this clearing.</summary>
    public LedgerEntry Entry { get; }
}
