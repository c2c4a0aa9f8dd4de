using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Journal;
using Orchestrator.Storage.Protection;
using Orchestrator.Storage.Sqlite;
using static Orchestrator.Conformance.Journals.JournalSamples;

namespace Orchestrator.Storage.Tests.Sqlite;

/// <summary>Erasing from the journal and the key file that a process really has.</summary>
public sealed class ErasureTests : IDisposable
{
    private const string Canary = "heliotrope-quandary";

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Noon);

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Rows_and_keys_of_an_owner_are_gone_and_the_receipt_counts_them()
    {
        await using var store = await OpenAsync();
        var (mine, other) = (await store.WriteAsync(Owner, 3), await store.WriteAsync("bob", 2));
        await store.WriteAsync(Owner, 1);

        var receipt = await store.Erasures.EraseAsync(OfOwner("e-1", Owner), None);

        Assert.Equal((2, 4L, 2), (receipt.Conversations, receipt.Events, receipt.KeysDestroyed));
        Assert.Equal((1L, 2L), (receipt.GenerationBefore, receipt.GenerationAfter));
        Assert.Empty(await store.Journal.ReadAsync(mine.Key, 1, None));
        Assert.Empty((await store.Journal.ListAsync(Tenant, Owner, 50, null, None)).Items);
        Assert.True((await store.Journal.ReadHeaderAsync(mine.Key, None))!.Erased);
        Assert.Throws<InvalidDataException>(() => store.Keys.Unprotect(mine.Place, mine.Content));
        Assert.Equal(Canary, Encoding.UTF8.GetString(store.Keys.Unprotect(other.Place, other.Content).Span));
        Assert.Equal(receipt, await store.Erasures.FindAsync(Tenant, "e-1", None));
    }

    [Fact]
    public async Task No_append_opens_an_erased_conversation_again()
    {
        await using var store = await OpenAsync();
        var mine = await store.WriteAsync(Owner, 1);
        await store.Erasures.EraseAsync(OfConversation("e-1", Owner, mine.Key.Id), None);

        var again = await Assert.ThrowsAsync<OrchestratorException>(async () => await store.Journal.AppendAsync(First(mine.Key), None));
        var behind = await Assert.ThrowsAsync<OrchestratorException>(async () => await store.Journal.AppendAsync(Append(mine.Key, 1, 1, 1), None));

        Assert.Equal((ErrorReason.ConversationErased, ErrorReason.ConversationErased), (again.Error.Reason, behind.Error.Reason));
    }

    [Fact]
    public async Task A_conversation_that_was_never_used_is_closed_by_its_id_and_no_turn_opens_it()
    {
        await using var store = await OpenAsync();
        var (key, used) = (NewKey(), await store.WriteAsync(Owner, 1));
        var request = OfConversation("e-1", Owner, key.Id);

        var strict = await RefusedAsync(store, request);
        var others = await RefusedAsync(store, OfConversation("e-2", "bob", used.Key.Id) with { MayBeUnused = true });
        var receipt = await store.Erasures.EraseAsync(request with { MayBeUnused = true }, None);
        var again = await store.Erasures.EraseAsync(request with { MayBeUnused = true }, None);
        var other = await RefusedAsync(store, request with { ErasureId = "e-3", MayBeUnused = true });
        var opening = await Assert.ThrowsAsync<OrchestratorException>(async () => await store.Journal.AppendAsync(First(key), None));

        Assert.Equal((ErrorReason.NotFound, ErrorReason.NotFound), (strict.Reason, others.Reason));
        Assert.Equal((0, 0L, "Nothing: there was nothing to erase."), (receipt.Conversations, receipt.Events, receipt.Remains));
        Assert.Equal(receipt, again);
        Assert.Equal((ErrorReason.ConversationErased, ErrorReason.ConversationErased), (other.Reason, opening.Error.Reason));
        Assert.Equal((Owner, true), ((await store.Journal.ReadHeaderAsync(key, None))!.Owner, (await store.Journal.ReadHeaderAsync(key, None))!.Erased));
        Assert.False((await store.Journal.ReadHeaderAsync(used.Key, None))!.Erased);
    }

    [Fact]
    public async Task A_conversation_that_has_more_turns_than_it_may_stays_and_the_erasure_can_be_asked_for_again()
    {
        await using var store = await OpenAsync();
        var mine = await store.WriteAsync(Owner, 1);
        var request = OfConversation("e-1", Owner, mine.Key.Id) with { MostTurns = 1 };

        // It comes between a look at the conversation and its erasure.
        await store.Journal.AppendAsync(Append(mine.Key, 1, 1, 1), None);
        var refused = await RefusedAsync(store, request);

        Assert.Equal((ErrorReason.Unsupported, "conversation"), (refused.Reason, refused.Field));
        Assert.Contains("2 turns", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await store.Journal.ReadAsync(mine.Key, 1, None)).Count);
        Assert.Null(await store.Erasures.FindAsync(Tenant, "e-1", None));
        Assert.Equal(1, (await store.Erasures.EraseAsync(request with { MostTurns = 2 }, None)).Conversations);
    }

    [Theory]
    [InlineData("bob", Tenant)]
    [InlineData(Owner, "another")]
    public async Task A_conversation_of_another_owner_or_tenant_is_not_found_and_stays(string owner, string tenant)
    {
        await using var store = await OpenAsync();
        var mine = await store.WriteAsync(Owner, 1);

        var refused = await Assert.ThrowsAsync<OrchestratorException>(async () =>
            await store.Erasures.EraseAsync(OfConversation("e-1", owner, mine.Key.Id) with { Tenant = tenant }, None));

        Assert.Equal(ErrorReason.NotFound, refused.Error.Reason);
        Assert.Single(await store.Journal.ReadAsync(mine.Key, 1, None));
        Assert.Null(await store.Erasures.FindAsync(tenant, "e-1", None));
    }

    [Fact]
    public async Task The_same_id_gives_the_same_receipt_another_request_under_it_is_refused_and_the_conversation_is_erased_once()
    {
        await using var store = await OpenAsync();
        var mine = await store.WriteAsync(Owner, 1);
        var request = OfConversation("e-1", Owner, mine.Key.Id);

        var first = await store.Erasures.EraseAsync(request, None);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(first, await store.Erasures.EraseAsync(request, None));
        Assert.Equal(ErrorReason.ErasureIdReused, (await RefusedAsync(store, OfOwner("e-1", Owner))).Reason);
        Assert.Equal(ErrorReason.ConversationErased, (await RefusedAsync(store, request with { ErasureId = "e-2" })).Reason);
    }

    [Fact]
    public async Task What_was_begun_when_the_process_ended_is_completed_by_the_next_start()
    {
        Written mine;
        await using (var store = await OpenAsync())
        {
            mine = await store.WriteAsync(Owner, 700);
            await store.Journal.BeginErasureAsync(OfOwner("e-1", Owner), new(0, 1, 1, store.Keys.KeyEncryptionKeyId, store.Keys.TopKeyId), Noon, None);
            Assert.Null(await store.Erasures.FindAsync(Tenant, "e-1", None));
        }

        await using var next = await OpenAsync();
        Assert.Equal(ErrorReason.ConversationErased, (await Assert.ThrowsAsync<OrchestratorException>(async () => await next.Journal.AppendAsync(First(mine.Key), None))).Error.Reason);
        await next.Erasures.ResumeAsync(None);

        Assert.Equal((1, 700L, 1), (await next.Erasures.FindAsync(Tenant, "e-1", None)) is { } r ? (r.Conversations, r.Events, r.KeysDestroyed) : default);
        Assert.Empty(await next.Journal.ReadAsync(mine.Key, 1, None));
        Assert.Throws<InvalidDataException>(() => next.Keys.Unprotect(mine.Place, mine.Content));
    }

    [Fact]
    public async Task A_receipt_names_every_generation_that_held_the_keys_also_after_a_crash_behind_their_destruction()
    {
        await using (var store = await OpenAsync())
        {
            await store.WriteAsync(Owner, 1);
            await store.WriteAsync("bob", 1);
            await store.Journal.BeginErasureAsync(OfOwner("e-1", Owner), new(0, 1, 1, store.Keys.KeyEncryptionKeyId, store.Keys.TopKeyId), Noon, None);

            // Another erasure rewrites the file, with these keys in it, before they are destroyed.
            Assert.Equal(2, (await store.Erasures.EraseAsync(OfOwner("e-2", "bob"), None)).GenerationAfter);
            await store.Keys.DestroyAsync(await store.Journal.KeysOfErasureAsync(Tenant, "e-1", None), None);
        }

        await using var next = await OpenAsync();
        await next.Erasures.ResumeAsync(None);

        var receipt = await next.Erasures.FindAsync(Tenant, "e-1", None);
        Assert.Equal((1, 2L, 3L), (receipt!.KeysDestroyed, receipt.GenerationBefore, receipt.GenerationAfter));
        Assert.Contains("generation 2 or before", receipt.Remains, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_deleted_rows_stays_in_any_file_even_where_they_stood_in_clear()
    {
        await using (var store = await OpenAsync())
        {
            // As before there was encryption: in clear, so that the search has something to find.
            var key = NewKey();
            await store.Journal.AppendAsync(First(key, 40) with { Events = [.. Enumerable.Range(1, 40).Select(static i => Row(i, content: Canary))] }, None);
            Assert.NotEmpty(FilesWith(Canary));

            var receipt = await store.Erasures.EraseAsync(OfConversation("e-1", Owner, key.Id), None);

            Assert.Equal((40L, 0), (receipt.Events, receipt.KeysDestroyed));
            Assert.Contains("before there was encryption", receipt.Remains, StringComparison.Ordinal);
            Assert.Empty(FilesWith(Canary));
        }

        Assert.Empty(FilesWith(Canary));
    }

    [Fact]
    public async Task Another_top_key_covers_what_was_erased_before_once()
    {
        await using (var store = await OpenAsync())
        {
            await store.WriteAsync(Owner, 1);
            await store.Erasures.EraseAsync(OfOwner("e-1", Owner), None);
            Assert.Empty(await store.Erasures.ResumeAsync(None));
        }

        var top = Path.Combine(_directory.Path, "top.key");
        await File.WriteAllTextAsync(top, Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(top, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var rotated = await OpenAsync(new() { DataDirectory = _directory.Path, TopKey = new() { File = top }, PreviousTopKey = new() { File = Path.Combine(_directory.Path, "development-top.key") } });

        var covered = Assert.Single(await rotated.Erasures.ResumeAsync(None));

        Assert.Equal(("e-1", (DateTimeOffset?)Noon), (covered.ErasureId, covered.CoveredAt));
        Assert.Empty(await rotated.Erasures.ResumeAsync(None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("ünprintable")]
    public async Task An_id_that_could_not_be_told_is_refused(string id)
    {
        await using var store = await OpenAsync();

        Assert.Equal("erasure_id", (await RefusedAsync(store, OfOwner(id, Owner))).Field);
    }

    [Fact]
    public async Task What_was_asked_for_at_a_time_takes_no_conversation_that_was_begun_later()
    {
        await using var store = await OpenAsync();
        var mine = await store.WriteAsync(Owner, 1);

        var before = await store.Erasures.EraseAsync(OfOwner("e-1", Owner) with { AskedAt = Noon.AddSeconds(-1) }, None);
        var after = await store.Erasures.EraseAsync(OfOwner("e-2", Owner) with { AskedAt = Noon.AddSeconds(1) }, None);

        Assert.Equal((0, 1), (before.Conversations, after.Conversations));
        Assert.Empty(await store.Journal.ReadAsync(mine.Key, 1, None));

        // Asked for here as well, it is the same erasure.
        Assert.Equal(after, await store.Erasures.EraseAsync(OfOwner("e-2", Owner), None));
    }

    [Fact]
    public async Task What_nodes_have_confirmed_and_what_is_still_to_come_outlives_the_process()
    {
        var confirmed = new NodeErasure("device-1", Noon.AddMinutes(1), 3, 9);
        await using (var store = await OpenAsync(nodes: ["device-1", "gateway-1"]))
        {
            await store.Erasures.EraseAsync(OfOwner("e-1", Owner), None);
            _time.Advance(TimeSpan.FromMinutes(1));
            await store.Erasures.EraseAsync(new() { ErasureId = "e-2", Tenant = Tenant, Scope = ErasureScope.Tenant }, None);
            await store.Journal.ConfirmErasureAsync(Tenant, "e-1", confirmed, None);
            await store.Journal.ConfirmErasureAsync(Tenant, "e-1", confirmed with { Conversations = 0 }, None);
        }

        await using var again = await OpenAsync(nodes: ["device-1", "gateway-1"]);

        Assert.Equal([confirmed, new("gateway-1", null, 0, 0)], (await again.Erasures.FindAsync(Tenant, "e-1", None))!.Nodes.AsEnumerable());
        Assert.Equal([OfOwner("e-1", Owner) with { AskedAt = Noon }, new() { ErasureId = "e-2", Tenant = Tenant, Scope = ErasureScope.Tenant, AskedAt = Noon.AddMinutes(1) }],
            await again.Journal.UnconfirmedErasuresAsync(Tenant, "gateway-1", None));
        Assert.Equal(["e-2"], (await again.Journal.UnconfirmedErasuresAsync(Tenant, "device-1", None)).Select(e => e.ErasureId));
        Assert.Empty(await again.Journal.UnconfirmedErasuresAsync("another", "gateway-1", None));
    }

    [Fact]
    public async Task One_conversation_is_no_matter_for_nodes()
    {
        await using var store = await OpenAsync(nodes: ["device-1"]);
        var mine = await store.WriteAsync(Owner, 1);

        var receipt = await store.Erasures.EraseAsync(OfConversation("e-1", Owner, mine.Key.Id), None);

        Assert.Empty(receipt.Nodes);
        Assert.Empty(await store.Journal.UnconfirmedErasuresAsync(Tenant, "device-1", None));
    }

    [Fact]
    public async Task A_journal_from_before_nodes_were_told_is_brought_up_to_date()
    {
        await using (var store = await OpenAsync())
            await store.Erasures.EraseAsync(OfOwner("e-1", Owner), None);
        using (var outside = new SqliteConnection($"Data Source={Path.Combine(_directory.Path, "journal.db")};Pooling=False"))
        {
            outside.Open();
            using var command = outside.CreateCommand();
            command.CommandText = "DROP TABLE erasure_nodes; DROP TABLE budget_starts; ALTER TABLE erasures DROP COLUMN asked_at; UPDATE meta SET value = '1.3' WHERE name = 'schema'";
            command.ExecuteNonQuery();
        }

        await using var again = await OpenAsync(nodes: ["device-1"]);

        Assert.Equal([new("device-1", null, 0, 0)], (await again.Erasures.FindAsync(Tenant, "e-1", None))!.Nodes.AsEnumerable());

        // Starts from before they were noted are not lost.
        Assert.Equal(0, await again.Journal.ChargedAsync(Tenant, null, BudgetWindow.Of(BudgetPeriod.Total, DateTimeOffset.UnixEpoch), "start-0", None));
    }

    private static ErasureRequest OfOwner(string id, string owner) => new() { ErasureId = id, Tenant = Tenant, Scope = ErasureScope.Owner, Owner = owner };

    private static ErasureRequest OfConversation(string id, string owner, ConversationId conversation) =>
        new() { ErasureId = id, Tenant = Tenant, Scope = ErasureScope.Conversation, Owner = owner, Conversation = conversation };

    private static async Task<OrchestratorError> RefusedAsync(Store store, ErasureRequest request) =>
        (await Assert.ThrowsAsync<OrchestratorException>(async () => await store.Erasures.EraseAsync(request, None))).Error;

    private List<string> FilesWith(string word) =>
        [.. Directory.EnumerateFiles(_directory.Path, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "owner.lock" && Read(f).AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0)];

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private async Task<Store> OpenAsync(KeyRingOptions? options = null, string[]? nodes = null)
    {
        var journal = await SqliteJournal.OpenAsync(new() { DataDirectory = _directory.Path }, _time, NullLogger<SqliteJournal>.Instance);
        var keys = await KeyRing.OpenAsync(options ?? new() { DataDirectory = _directory.Path }, journal, _time, NullLogger<KeyRing>.Instance);
        return new(journal, keys, new(journal, keys, [], _time, NullLogger<Erasures>.Instance, nodes is null ? null : new Reach(nodes)));
    }

    private sealed class Reach(string[] nodes) : IErasureReach
    {
        public IReadOnlyList<string> NodesOf(string tenant) => nodes;

        public void Announce(string tenant)
        {
        }
    }

    private sealed record Written(ConversationKey Key, ContentPlace Place, ReadOnlyMemory<byte> Content);

    private sealed record Store(SqliteJournal Journal, KeyRing Keys, Erasures Erasures) : IAsyncDisposable
    {
        /// <summary>A conversation whose events are encrypted under a key of its own; its last event.</summary>
        public async Task<Written> WriteAsync(string owner, int events)
        {
            var key = NewKey();
            var keyId = await Keys.NewKeyAsync(None);
            var rows = Enumerable.Range(1, events).Select(i => Row(i)).Select(row => row with
            {
                KeyId = keyId,
                Content = Keys.Protect([new(key, keyId, row.LogId, row.Sequence, row.Kind)], [Encoding.UTF8.GetBytes(Canary)])[0],
            });
            var append = First(key, events, owner: owner) with { Events = [.. rows] };
            await Journal.AppendAsync(append, None);
            var last = append.Events[^1];
            return new(key, new(key, keyId, last.LogId, last.Sequence, last.Kind), last.Content);
        }

        public async ValueTask DisposeAsync()
        {
            await Keys.DisposeAsync();
            await Journal.DisposeAsync();
        }
    }
}
