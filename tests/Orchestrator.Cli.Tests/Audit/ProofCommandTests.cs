using Orchestrator.Link.Identity;
using Orchestrator.Privacy;
using Orchestrator.Storage.Ledgers;

namespace Orchestrator.Cli.Tests.Audit;

public sealed class ProofCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_record_is_proven_to_whoever_has_the_head_alone()
    {
        var (data, head, key) = await MakeAsync(5);
        var (_, proof, _) = await Command.RunAsync(null, "audit", "prove", data, "--record", "3");

        Assert.Equal(0, await CheckAsync(proof, "--head", head, "--key", key));
        Assert.Equal(1, await CheckAsync(proof.Replace("cloud", "clown", StringComparison.Ordinal), "--head", head));
        Assert.Equal(1, await CheckAsync(proof.Replace("\"at\":3", "\"at\":2", StringComparison.Ordinal), "--head", head));
        Assert.Equal(1, await CheckAsync(proof, "--head", head[..^1] + (head[^1] == '0' ? '1' : '0')));
        Assert.Equal(1, await CheckAsync(proof, "--head", head, "--key", new string('a', 64)));
        Assert.Equal(1, await CheckAsync("{}", "--head", head));
    }

    [Fact]
    public async Task An_earlier_head_is_proven_to_be_the_beginning_of_a_later_one()
    {
        var (data, later, _) = await MakeAsync(6);
        var (other, another, _) = await MakeAsync(6, "other");
        var (_, proof, _) = await Command.RunAsync(null, "audit", "prove", data, "--from", "4");
        var earlier = Head(data, 4);

        Assert.Equal(0, await CheckAsync(proof, "--head", earlier, "--head", later));
        Assert.Equal(1, await CheckAsync(proof, "--head", Head(other, 4), "--head", another));
        Assert.Equal(1, await CheckAsync(proof, "--head", later));
    }

    [Theory]
    [InlineData("--record", "99", "0 to 5")]
    [InlineData("--from", "0", "1 to 6")]
    public async Task What_is_not_there_is_refused_in_words(string option, string value, string says)
    {
        var (data, _, _) = await MakeAsync(5);
        var (code, _, errors) = await Command.RunAsync(null, "audit", "prove", data, option, value);
        Assert.NotEqual(0, code);
        Assert.Contains(says, errors, StringComparison.Ordinal);
    }

    private async Task<int> CheckAsync(string proof, params string[] arguments)
    {
        var file = _directory["proof.json"];
        await File.WriteAllTextAsync(file, proof);
        var (code, _, _) = await Command.RunAsync(null, ["audit", "check", file, .. arguments]);
        return code;
    }

    /// <summary>A ledger of so many clearances after its opening record.</summary>
    private async Task<(string Data, string Head, string Key)> MakeAsync(int clearances, string name = "data")
    {
        var data = _directory[name];
        var signer = new Ed25519LedgerSigner([.. Enumerable.Repeat((byte)name.Length, 32)]);
        var gate = new EgressGate(new TextAnalyzer(), PrivacyPolicy.Default, new LedgerKey(new byte[LedgerKey.Size]), TimeProvider.System);
        await using (var ledger = LedgerFile.Open(Path.Combine(data, "ledger"), name, signer, TimeProvider.System))
        {
            for (var i = 0; i < clearances; i++)
            {
                var analysis = gate.AnalyzeHistory(new() { Messages = [Message.User($"question {i}")] }, [MessageOrigin.Person]);
                var target = new Target { Id = "c", Tier = Tier.Cloud, Zone = Zone.Cloud("acme"), Node = "n", Model = new("m"), Capabilities = new() { OpenEnded = true } };
                await ledger.RecordAsync(gate.Clear(analysis, target, Zone.Device, new Codec(), null).Record!);
            }
        }

        return (data, Head(data, clearances + 1), Convert.ToHexStringLower(signer.PublicKey.Span));
    }

    private static string Head(string data, int size)
    {
        var tree = MerkleTree.Empty;
        foreach (var line in File.ReadLines(Path.Combine(data, "ledger", LedgerFile.FileName)).Take(size))
            tree = tree.Add(MerkleTree.HashLeaf(LedgerLine.Split(System.Text.Encoding.UTF8.GetBytes(line))!.Value.Record));
        return $"{tree.Size}:{tree.Root}";
    }

    private sealed class Codec : IEgressCodec
    {
        public ReadOnlyMemory<byte> Encode(ModelRequest request) => System.Text.Encoding.UTF8.GetBytes(request.Messages[0].Text);
    }
}
