using System.Text;
using System.Text.Json.Serialization;
using Orchestrator.Link.Identity;
using Orchestrator.Privacy;

namespace Orchestrator.Cli.Audit;

/// <summary>
/// One record of a ledger and the proof that it is in the tree with a given head (RFC 6962); or, without a record, the proof that an
/// earlier head is the beginning of a later one. Whoever has the head needs nothing else of the ledger.
/// </summary>
internal sealed record LedgerProof
{
    /// <summary>The record's line, with its signature; null in a proof between two heads.</summary>
    [JsonPropertyName("record")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Record { get; init; }

    /// <summary>The record's place from 0, or the earlier head's size.</summary>
    [JsonPropertyName("at")]
    public required long At { get; init; }

    /// <summary>The size of the tree that it is proven for.</summary>
    [JsonPropertyName("size")]
    public required long Size { get; init; }

    /// <summary>The hashes of the proof, in hex, from the leaf to the root.</summary>
    [JsonPropertyName("path")]
    public required IReadOnlyList<string> Path { get; init; }

    public static LedgerProof OfRecord(IReadOnlyList<string> lines, int at) => new()
    {
        Record = lines[at],
        At = at,
        Size = lines.Count,
        Path = [.. MerkleProofs.Inclusion(Leaves(lines), at).Select(Convert.ToHexStringLower)],
    };

    public static LedgerProof OfHead(IReadOnlyList<string> lines, int earlier) => new()
    {
        At = earlier,
        Size = lines.Count,
        Path = [.. MerkleProofs.Consistency(Leaves(lines), earlier).Select(Convert.ToHexStringLower)],
    };

    /// <summary>What is wrong with the proof; null when it holds.</summary>
    /// <param name="later">The root of the tree that it is for.</param>
    /// <param name="earlier">The root of the earlier tree, in a proof between two heads.</param>
    /// <param name="key">The node's public key, to check the record's signature too.</param>
    public string? Problem(string later, string? earlier, string? key)
    {
        var path = Path.Select(Convert.FromHexString).ToList();
        if (Record is null)
        {
            return earlier is null
                ? "it is a proof between two heads: give both, the earlier first"
                : MerkleProofs.IsConsistent(At, Size, Convert.FromHexString(earlier), Convert.FromHexString(later), path) ? null : "the later head does not begin with the earlier one";
        }

        if (LedgerLine.Split(Encoding.UTF8.GetBytes(Record)) is not var (record, signature))
            return "its record is not in the form that ledgers have";
        var leaf = MerkleTree.HashLeaf(record);
        if (!MerkleProofs.Includes(leaf, At, Size, path, Convert.FromHexString(later)))
            return "the record is not in the tree with this head";
        return key is null || Ed25519LedgerSigner.Check(Convert.FromHexString(key), leaf, signature) ? null : "the record's signature is not of this key";
    }

    private static byte[][] Leaves(IReadOnlyList<string> lines) =>
        [.. lines.Select(static (line, i) => LedgerLine.Split(Encoding.UTF8.GetBytes(line)) is var (record, _) ? MerkleTree.HashLeaf(record) : throw new FormatException($"Line {i + 1} is no record; 'audit verify' tells what is wrong with the ledger."))];
}

[JsonSerializable(typeof(LedgerProof))]
internal sealed partial class LedgerProofJson : JsonSerializerContext;
