
namespace Orchestrator.Privacy;

/// <summary>
/// Makes a ledger's lines: each a record that names the hash of the one before and the root of the tree of all before, and its
/// signature. Every line is thereby a signed head of the tree: whoever kept one can tell whether anything before it was changed. Pure
/// but for the signer, thread-safe.
/// </summary>
/// <param name="node">The node that clears.</param>
/// <param name="signer">Signs for it.</param>
public sealed class LedgerWriter(string node, ILedgerSigner signer)
{
    /// <summary>The first line, which names the key.</summary>
    /// <param name="at">When the ledger was opened.</param>
    public (byte[] Line, LedgerState After) Open(DateTimeOffset at) => Sign(
        LedgerState.Empty,
        LedgerJson.Write(LedgerState.Empty, LedgerJson.Opened, node, at, writer => writer.WriteString("key", Convert.ToHexStringLower(signer.PublicKey.Span))));

    /// <summary>The line of a clearance.</summary>
    /// <param name="state">Where the ledger stands.</param>
    /// <param name="record">The clearance.</param>
    public (byte[] Line, LedgerState After) Append(LedgerState state, LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(record);
        return Sign(state, LedgerJson.Write(state, LedgerJson.Cleared, node, record.Entry.At, writer => LedgerJson.Write(writer, record)));
    }

    private (byte[] Line, LedgerState After) Sign(LedgerState state, byte[] record)
    {
        var signature = Convert.ToBase64String(signer.Sign(MerkleTree.HashLeaf(record)));
        return (LedgerLine.Join(record, signature), state.After(record));
    }
}
