namespace Orchestrator.Privacy;

/// <summary>Where a ledger stands: its tree, and the hash of its last record. Immutable.</summary>
/// <param name="Tree">The tree of all records.</param>
/// <param name="Previous">The last record's hash, in lower-case hex; zeros before the first.</param>
public sealed record LedgerState(MerkleTree Tree, string Previous)
{
    /// <summary>Before the first record.</summary>
    public static LedgerState Empty { get; } = new(MerkleTree.Empty, new string('0', 64));

    /// <summary>After one more line, which is believed; null when it has another form than a ledger's lines.</summary>
    /// <param name="line">The line without its line feed.</param>
    public LedgerState? AfterLine(ReadOnlySpan<byte> line) => LedgerLine.Split(line) is var (record, _) ? AfterLeaf(MerkleTree.HashLeaf(record)) : null;

    /// <summary>After one more record, of which this is the leaf's hash.</summary>
    internal LedgerState AfterLeaf(byte[] leaf) => new(Tree.Add(leaf), Convert.ToHexStringLower(leaf));
}
