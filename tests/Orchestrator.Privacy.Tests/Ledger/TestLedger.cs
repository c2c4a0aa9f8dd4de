using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Privacy.Tests;

/// <summary>Ledgers of a few clearances, signed by a key of the test.</summary>
internal sealed class TestLedger : ILedgerSigner
{
    private static readonly byte[] Secret = [.. Enumerable.Repeat((byte)7, 32)];
    private readonly LedgerWriter _writer;
    private LedgerState _state;

    public TestLedger()
    {
        _writer = new("device-1", this);
        var line = new ArrayBufferWriter<byte>();
        _state = _writer.Open(DateTimeOffset.UnixEpoch, line);
        Lines.Add(line.WrittenSpan.ToArray());
    }

    public List<byte[]> Lines { get; } = [];

    public LedgerState State => _state;

    public ReadOnlyMemory<byte> PublicKey => Secret;

    public byte[] Sign(ReadOnlySpan<byte> hash) => HMACSHA256.HashData(Secret, hash);

    /// <summary>A clearance of a text as the gate makes it.</summary>
    public static LedgerRecord Record(string text, PrivacyPolicy? policy = null)
    {
        var gate = Egress.Gate(policy);
        var context = new PolicyContext { Tenant = "clinic", Purpose = "a purpose that no rule names", Consents = ["cloud-processing"] };
        var analysis = gate.AnalyzeHistory(Egress.Ask(Message.User(text)), [MessageOrigin.Person], context);
        return gate.Clear(analysis, Egress.CloudThroughCluster, Zone.Device, new PlainCodec(), Pseudonymous.Key()).Record!;
    }

    public static LedgerVerifier Verify(IEnumerable<byte[]> lines, Func<string, PrivacyPolicy?>? policies = null, IEnumerable<(long, string)>? heads = null, string? key = null)
    {
        var verifier = new LedgerVerifier(
            static (key, hash, signature) => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, hash), signature),
            policies ?? (static digest => PrivacyPolicy.Default.Digest == digest ? PrivacyPolicy.Default : null),
            key ?? Convert.ToHexStringLower(Secret),
            heads);
        foreach (var line in lines)
            verifier.Add(line.AsSpan(0, line.Length - 1));
        verifier.End();
        return verifier;
    }

    public TestLedger Add(params LedgerRecord[] records)
    {
        foreach (var record in records)
        {
            var line = new ArrayBufferWriter<byte>();
            _state = _writer.Append(_state, record, line);
            Lines.Add(line.WrittenSpan.ToArray());
        }

        return this;
    }

    public string Text() => string.Concat(Lines.Select(Encoding.UTF8.GetString));
}
