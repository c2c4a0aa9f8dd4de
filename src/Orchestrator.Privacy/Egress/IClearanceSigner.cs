namespace Orchestrator.Privacy;

/// <summary>Signs clearances with the key of this node. Thread-safe.</summary>
public interface IClearanceSigner
{
    /// <summary>The name under which others know the key, usually the node's.</summary>
    string Signer { get; }

    /// <summary>The signature of some bytes.</summary>
    /// <param name="payload">What is signed, as <see cref="Clearance.ToPayload"/> gives it.</param>
    ReadOnlyMemory<byte> Sign(ReadOnlySpan<byte> payload);
}
