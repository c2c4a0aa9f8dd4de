using System.Buffers;
using System.Text.Json;

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
    /// <summary>Writes the first line, which names the key.</summary>
    /// <param name="at">When the ledger was opened.</param>
    /// <param name="lines">Receives the line and its line feed.</param>
    /// <returns>Where the ledger stands then.</returns>
    public LedgerState Open(DateTimeOffset at, ArrayBufferWriter<byte> lines) => Write(
        LedgerState.Empty, LedgerJson.Opened, at, Convert.ToHexStringLower(signer.PublicKey.Span), lines, static (writer, key) => writer.WriteString("key", key));

    /// <summary>Writes the line of a clearance.</summary>
    /// <param name="state">Where the ledger stands.</param>
    /// <param name="record">The clearance.</param>
    /// <param name="lines">Receives the line and its line feed.</param>
    /// <returns>Where the ledger stands then.</returns>
    public LedgerState Append(LedgerState state, LedgerRecord record, ArrayBufferWriter<byte> lines)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(record);
        return Write(state, LedgerJson.Cleared, record.Entry.At, record, lines, LedgerJson.Write);
    }

    private LedgerState Write<T>(LedgerState state, string kind, DateTimeOffset at, T content, ArrayBufferWriter<byte> lines, Action<Utf8JsonWriter, T> body)
    {
        ArgumentNullException.ThrowIfNull(lines);
        LedgerLine.Begin(lines);
        var begin = lines.WrittenCount;
        LedgerJson.Write(lines, state, kind, node, at, content, body);
        var leaf = MerkleTree.HashLeaf(lines.WrittenSpan[begin..]);
        LedgerLine.End(lines, signer.Sign(leaf));
        return state.AfterLeaf(leaf);
    }
}
