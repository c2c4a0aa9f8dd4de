using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Privacy;

/// <summary>
/// Checks a ledger line by line, without any other help: each record's form, its place, its link to the one before, the root of all
/// before, and its signature. Records of clearances are replayed against their policy where it is at hand. Not thread-safe.
/// </summary>
public sealed class LedgerVerifier
{
    /// <summary>Checks a signature.</summary>
    /// <param name="key">The public key.</param>
    /// <param name="hash">What was signed.</param>
    /// <param name="signature">The signature.</param>
    public delegate bool SignatureCheck(ReadOnlySpan<byte> key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature);

    private const int MostProblems = 20;

    private readonly SignatureCheck _check;
    private readonly Func<string, PrivacyPolicy?> _policies;
    private readonly string? _expectedKey;
    private readonly ImmutableArray<string>.Builder _problems = ImmutableArray.CreateBuilder<string>();
    private readonly List<(long Size, string Root)> _heads;
    private byte[]? _key;
    private long _line;

    /// <summary>Makes the verifier of one ledger.</summary>
    /// <param name="check">Checks signatures.</param>
    /// <param name="policies">The policy of a digest, if it is at hand.</param>
    /// <param name="expectedKey">The node's public key in hex, as the auditor knows it; null to take the ledger's word.</param>
    /// <param name="heads">Sizes and roots that were kept from earlier; the ledger must still begin with each.</param>
    public LedgerVerifier(SignatureCheck check, Func<string, PrivacyPolicy?> policies, string? expectedKey = null, IEnumerable<(long Size, string Root)>? heads = null) =>
        (_check, _policies, _expectedKey, _heads) = (check, policies, expectedKey, [.. heads ?? []]);

    /// <summary>Where the ledger stands after the lines so far.</summary>
    public LedgerState State { get; private set; } = LedgerState.Empty;

    /// <summary>How many clearances were replayed and gave the same verdict.</summary>
    public long Replayed { get; private set; }

    /// <summary>How many clearances could not be replayed, because their policy is not at hand.</summary>
    public long NotReplayed { get; private set; }

    /// <summary>The public key that the ledger names, in hex; null before its first line.</summary>
    public string? Key => _key is null ? null : Convert.ToHexStringLower(_key);

    /// <summary>What is wrong, each with its line; empty when nothing is.</summary>
    public ImmutableArray<string> Problems => _problems.ToImmutable();

    /// <summary>Checks the next line.</summary>
    /// <param name="line">The line without its line feed.</param>
    public void Add(ReadOnlySpan<byte> line)
    {
        _line++;
        if (LedgerLine.Split(line) is not var (record, signature))
        {
            Problem("is no record in the form that ledgers have");
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(record);
            Check(document.RootElement, record, signature);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            Problem("holds a record that cannot be read");
        }

        State = State.AfterLeaf(MerkleTree.HashLeaf(record));
        CheckHeads();
    }

    /// <summary>There are no more lines.</summary>
    /// <param name="complete">Whether the last line ended with a line feed.</param>
    public void End(bool complete = true)
    {
        if (!complete)
            Problem("is cut off");
        if (_line == 0)
            Problem("is missing: a ledger begins with a record that names its key");
        foreach (var (size, _) in _heads.Where(h => h.Size > State.Tree.Size))
            Problem(string.Create(CultureInfo.InvariantCulture, $"is the last, but {size} records were there when a head was kept: the end is missing"));
    }

    private void Check(JsonElement record, byte[] bytes, byte[] signature)
    {
        if (record.GetProperty("version").GetInt32() != LedgerJson.Version)
            Problem("has a version that this program does not know");
        if (record.GetProperty("sequence").GetInt64() != State.Tree.Size)
            Problem($"should be record {State.Tree.Size}, but says {record.GetProperty("sequence").GetInt64()}: something is missing or out of order");
        if (record.GetProperty("previous").GetString() != State.Previous)
            Problem("does not follow the record before it");
        if (record.GetProperty("root").GetString() != State.Tree.Root)
            Problem("names another history than the one before it");
        var kind = record.GetProperty("kind").GetString();
        if (kind == LedgerJson.Opened != (State.Tree.Size == 0))
            Problem("is the record of a ledger's opening in another place than the first, or the first is another");
        if (kind == LedgerJson.Opened && _key is null)
        {
            _key = Convert.FromHexString(record.GetProperty("key").GetString()!);
            if (_expectedKey is not null && !string.Equals(_expectedKey, Key, StringComparison.OrdinalIgnoreCase))
                Problem($"names the key {Key}, not the one that was expected");
        }

        if (_key is null || !_check(_key, MerkleTree.HashLeaf(bytes), signature))
            Problem("has a signature that is not of the ledger's key");
        if (kind == LedgerJson.Cleared)
            Replay(record);
    }

    private void Replay(JsonElement record)
    {
        if (_policies(record.GetProperty("policyDigest").GetString()!) is not { } policy)
        {
            NotReplayed++;
            return;
        }

        var question = LedgerJson.ReadQuestion(record.GetProperty("question"));
        var zones = LedgerJson.ReadZones(record.GetProperty("zones")).ToList();
        var same = zones.Where(static zone => zone.Rule != EgressJudge.AlreadyThere).All(zone => policy.Evaluate(question with { Zone = zone.Zone }) == zone);
        var isSealed = record.GetProperty("sealed").GetBoolean();
        var least = (isSealed ? zones.TakeLast(1) : zones).Min(static zone => zone.Process);
        if (same && least == LedgerJson.ReadVerdict(record.GetProperty("verdict")) && least != Verdict.Deny)
            Replayed++;
        else
            Problem($"was cleared otherwise than policy {policy.Version} says");
    }

    private void CheckHeads()
    {
        foreach (var (size, root) in _heads)
        {
            if (size == State.Tree.Size && root != State.Tree.Root)
                Problem("ends another history than the one whose head was kept");
        }
    }

    private void Problem(string what)
    {
        if (_problems.Count < MostProblems)
            _problems.Add(string.Create(CultureInfo.InvariantCulture, $"Line {_line} {what}."));
    }
}
