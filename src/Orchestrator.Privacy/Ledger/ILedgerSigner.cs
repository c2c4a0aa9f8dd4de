namespace Orchestrator.Privacy;

/// <summary>Signs the ledger's records with this node's own key. Thread-safe.</summary>
public interface ILedgerSigner
{
    /// <summary>The public key that verifies.</summary>
    ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>The signature of a record's hash.</summary>
    /// <param name="hash">The hash.</param>
    byte[] Sign(ReadOnlySpan<byte> hash);
}
