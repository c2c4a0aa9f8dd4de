using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Privacy;
using Orchestrator.Storage.Ledgers;

namespace Orchestrator.Storage.Tests.Ledgers;

public sealed class LedgerFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("orchestrator-ledger-").FullName;

    private string Ledger => Path.Combine(_directory, LedgerFile.FileName);

    [Fact]
    public async Task What_was_recorded_is_in_the_file_in_order_and_verifies()
    {
        await using (var file = Open())
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => file.RecordAsync(Record()))));

        var verifier = Verify();

        Assert.Empty(verifier.Problems);
        Assert.Equal((51, 50), (verifier.State.Tree.Size, verifier.Replayed));
    }

    [Fact]
    public async Task It_goes_on_where_it_stood_with_and_without_its_head()
    {
        for (var i = 0; i < 4; i++)
        {
            await using (var file = Open())
                await file.RecordAsync(Record());
            if (i == 2)
                File.Delete(Path.Combine(_directory, LedgerFile.HeadName));
            if (i == 1)
                await File.WriteAllTextAsync(Path.Combine(_directory, LedgerFile.HeadName), "{\"Size\":");
        }

        Assert.Empty(Verify().Problems);
        Assert.Equal(5, Verify().State.Tree.Size);
    }

    [Fact]
    public async Task A_ledger_without_its_head_is_read_in_pieces_whatever_its_size()
    {
        const int Lines = 30, Length = 100_001;
        await using (var file = Open())
            await file.RecordAsync(Record());
        File.Delete(Path.Combine(_directory, LedgerFile.HeadName));
        var line = (await File.ReadAllLinesAsync(Ledger))[^1];
        await File.AppendAllTextAsync(Ledger, string.Concat(Enumerable.Repeat(line.Insert("{\"record\":".Length, new string(' ', Length)) + "\n", Lines)));
        await using var ledger = new FileStream(Ledger, FileMode.Open);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var state = LedgerTail.Read(ledger, Path.Combine(_directory, LedgerFile.HeadName), Ledger);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // Each record is taken out of its line once; nothing else may grow with the ledger.
        Assert.Equal(2 + Lines, state.Tree.Size);
        Assert.InRange(allocated, 0, ledger.Length * 3 / 2);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"Size\":0,\"Length\":-1,\"Subtrees\":[],\"Previous\":\"\",\"Root\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}")]
    [InlineData("{\"Size\":0,\"Length\":0,\"Subtrees\":[null],\"Previous\":\"\",\"Root\":\"\"}")]
    [InlineData("\0\0\0\0")]
    public async Task A_head_that_cannot_be_one_is_as_one_that_is_lost(string head)
    {
        await using (var file = Open())
            await file.RecordAsync(Record());
        await File.WriteAllTextAsync(Path.Combine(_directory, LedgerFile.HeadName), head);

        await using (var file = Open())
            await file.RecordAsync(Record());

        Assert.Empty(Verify().Problems);
        Assert.Equal(3, Verify().State.Tree.Size);
    }

    [Fact]
    public async Task A_record_that_a_crash_cut_off_anywhere_is_dropped_and_the_ledger_goes_on()
    {
        await using (var file = Open())
            await file.RecordAsync(Record());
        var whole = await File.ReadAllBytesAsync(Ledger);
        await using (var file = Open())
            await file.RecordAsync(Record());
        var longer = await File.ReadAllBytesAsync(Ledger);
        for (var cut = whole.Length; cut < longer.Length; cut += 37)
        {
            await File.WriteAllBytesAsync(Ledger, longer[..cut]);
            File.Delete(Path.Combine(_directory, LedgerFile.HeadName));
            await using (var file = Open())
                await file.RecordAsync(Record());

            Assert.Empty(Verify().Problems);
            Assert.Equal(3, Verify().State.Tree.Size);
        }
    }

    [Fact]
    public async Task A_lost_end_is_found_by_the_head()
    {
        await using (var file = Open())
        {
            await file.RecordAsync(Record());
            await file.RecordAsync(Record());
        }

        var lines = await File.ReadAllLinesAsync(Ledger);
        await File.WriteAllTextAsync(Ledger, string.Concat(lines[..2].Select(l => l + "\n")));

        Assert.Contains("end is missing", Assert.Single(Verify().Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_ledger_is_not_written_to()
    {
        await File.WriteAllTextAsync(Ledger, "{}\n");

        var error = Assert.Throws<InvalidDataException>(() => Open());

        Assert.Contains("audit verify", error.Message, StringComparison.Ordinal);
        Assert.Equal("{}\n", await File.ReadAllTextAsync(Ledger));
    }

    [Fact]
    public async Task After_it_is_closed_nothing_is_recorded()
    {
        var file = Open();
        await file.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => file.RecordAsync(Record()));
    }

    [Fact]
    public async Task A_policy_that_cannot_be_kept_fails_the_record_and_the_next_one_that_can_is_taken()
    {
        await using var file = Open();
        var folder = Path.Combine(_directory, LedgerFile.PoliciesName);
        Directory.Delete(folder);
        await File.WriteAllTextAsync(folder, "in the way");

        await Assert.ThrowsAnyAsync<IOException>(() => file.RecordAsync(Record()));

        File.Delete(folder);
        Directory.CreateDirectory(folder);
        await file.RecordAsync(Record());
        Assert.Empty(Verify().Problems);
        Assert.Equal(2, Verify().State.Tree.Size);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static LedgerRecord Record()
    {
        var gate = new EgressGate(new TextAnalyzer(), PrivacyPolicy.Default, new LedgerKey(new byte[LedgerKey.Size]), new FakeTimeProvider());
        var target = new Target { Id = "t", Tier = Tier.Cloud, Zone = Zone.Cloud("acme"), Node = "n", Model = new("m") };
        return gate.Clear(gate.Analyze(new() { Messages = [Message.User("my card 4111 1111 1111 1111")] }, [null]), target, Zone.Device, new Plain(), null).Record!;
    }

    private LedgerFile Open() => LedgerFile.Open(_directory, "device-1", new Signer(), new FakeTimeProvider());

    private LedgerVerifier Verify() => LedgerAudit.Verify(
        _directory, static (key, hash, signature) => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, hash), signature));

    private sealed class Signer : ILedgerSigner
    {
        private static readonly byte[] Secret = new byte[32];

        public ReadOnlyMemory<byte> PublicKey => Secret;

        public byte[] Sign(ReadOnlySpan<byte> hash) => HMACSHA256.HashData(Secret, hash);
    }

    private sealed class Plain : IEgressCodec
    {
        public ReadOnlyMemory<byte> Encode(ModelRequest request) => default;
    }
}
