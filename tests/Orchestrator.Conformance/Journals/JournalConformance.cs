using Orchestrator.Conversations.Journal;
using static Orchestrator.Conformance.Journals.JournalSamples;

namespace Orchestrator.Conformance.Journals;

/// <summary>What every journal must do. A store's test project derives from it and says how to open the store.</summary>
public abstract class JournalConformance : IAsyncLifetime
{
    protected static CancellationToken None => CancellationToken.None;

    protected IJournal Journal { get; private set; } = null!;

    /// <summary>Opens the store under test: the same one at every call within a test, a fresh one for every test.</summary>
    protected abstract Task<IJournal> OpenAsync();

    public virtual async Task InitializeAsync() => Journal = await OpenAsync();

    public virtual async Task DisposeAsync() => await Journal.DisposeAsync();

    protected async Task ReopenAsync()
    {
        await Journal.DisposeAsync();
        Journal = await OpenAsync();
    }

    [Fact]
    public async Task An_unknown_conversation_has_no_header_and_no_events()
    {
        Assert.Null(await Journal.ReadHeaderAsync(NewKey(), None));
        Assert.Empty(await Journal.ReadAsync(NewKey(), 1, None));
    }

    [Fact]
    public async Task Header_and_events_are_read_as_they_were_appended()
    {
        var key = NewKey();
        var first = First(key, events: 3);
        await Journal.AppendAsync(first, None);
        var second = Append(key, 1, 3, 1, events: 2);
        await Journal.AppendAsync(second, None);

        AssertSame(second.Header, await Journal.ReadHeaderAsync(key, None));
        AssertSame(first.Events.Concat(second.Events), await Journal.ReadAsync(key, 1, None));
    }

    [Fact]
    public async Task Events_are_read_from_the_sequence_asked_for()
    {
        var key = NewKey();
        await Journal.AppendAsync(First(key, events: 5), None);

        Assert.Equal([4, 5], (await Journal.ReadAsync(key, 4, None)).Select(r => r.Sequence));
        Assert.Empty(await Journal.ReadAsync(key, 6, None));
    }

    [Fact]
    public async Task Fields_that_may_be_empty_come_back_empty()
    {
        var key = NewKey();
        var append = First(key);
        append = append with
        {
            Header = append.Header with { HistoryDigest = default },
            Events = [append.Events[0] with { TurnId = null, Attempt = 0, Parents = [], Content = default }],
        };
        await Journal.AppendAsync(append, None);

        AssertSame(append.Header, await Journal.ReadHeaderAsync(key, None));
        AssertSame(append.Events, await Journal.ReadAsync(key, 1, None));
    }

    [Fact]
    public async Task Large_content_and_any_letter_come_back_exactly()
    {
        var key = NewKey();
        var large = new byte[1 << 20];
        new Random(7).NextBytes(large);
        var append = First(key, owner: "Zoë ✓ '\";--");
        append = append with { Events = [append.Events[0] with { Content = large, TurnId = "τ-1\n" }] };
        await Journal.AppendAsync(append, None);

        AssertSame(append.Header, await Journal.ReadHeaderAsync(key, None));
        AssertSame(append.Events, await Journal.ReadAsync(key, 1, None));
    }

    [Fact]
    public async Task A_header_can_move_on_without_events()
    {
        var key = NewKey();
        await Journal.AppendAsync(First(key), None);
        var takeOver = Append(key, 1, 1, 2, events: 0);
        await Journal.AppendAsync(takeOver, None);

        AssertSame(takeOver.Header, await Journal.ReadHeaderAsync(key, None));
        Assert.Single(await Journal.ReadAsync(key, 1, None));
    }

    [Fact]
    public async Task A_writer_that_lost_the_conversation_is_refused_and_leaves_nothing()
    {
        var key = NewKey();
        await Journal.AppendAsync(First(key, fence: 1), None);
        var takeOver = Append(key, expectedFence: 1, expectedSequence: 1, fence: 2);
        await Journal.AppendAsync(takeOver, None);

        await Assert.ThrowsAsync<StaleFenceException>(async () => await Journal.AppendAsync(Append(key, 1, 2, 1), None));

        AssertSame(takeOver.Header, await Journal.ReadHeaderAsync(key, None));
        Assert.Equal(2, (await Journal.ReadAsync(key, 1, None)).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_sequence_that_is_not_the_last_is_refused(long expected)
    {
        var key = NewKey();
        var stored = First(key, events: 2);
        await Journal.AppendAsync(stored, None);

        await Assert.ThrowsAsync<StaleFenceException>(async () => await Journal.AppendAsync(Append(key, 1, expected, 1), None));

        AssertSame(stored.Header, await Journal.ReadHeaderAsync(key, None));
    }

    [Fact]
    public async Task A_conversation_is_new_only_once()
    {
        var key = NewKey();
        await Journal.AppendAsync(First(key), None);

        await Assert.ThrowsAsync<StaleFenceException>(async () => await Journal.AppendAsync(First(key), None));
        await Assert.ThrowsAsync<StaleFenceException>(async () => await Journal.AppendAsync(Append(NewKey(), 1, 1, 1), None));
    }

    [Fact]
    public async Task Of_two_hosts_that_take_a_conversation_over_one_wins()
    {
        var key = NewKey();
        await Journal.AppendAsync(First(key), None);

        var attempts = Enumerable.Range(2, 8).Select(fence => Record.ExceptionAsync(async () => await Journal.AppendAsync(Append(key, 1, 1, fence), None)));
        var outcomes = await Task.WhenAll(attempts);

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal(7, outcomes.Count(outcome => outcome is StaleFenceException));
        Assert.Equal(2, (await Journal.ReadAsync(key, 1, None)).Count);
    }

    [Fact]
    public async Task A_refused_append_fails_nobody_else()
    {
        var held = NewKey();
        await Journal.AppendAsync(First(held, fence: 5), None);
        var keys = Enumerable.Range(0, 50).Select(_ => NewKey()).ToArray();

        var good = keys.Select(key => Journal.AppendAsync(First(key), None).AsTask()).ToArray();
        var bad = keys.Select(_ => Assert.ThrowsAsync<StaleFenceException>(async () => await Journal.AppendAsync(Append(held, 4, 1, 4), None))).ToArray();

        await Task.WhenAll(good);
        await Task.WhenAll(bad);
        foreach (var key in keys)
            Assert.Single(await Journal.ReadAsync(key, 1, None));
    }

    [Fact]
    public async Task An_append_that_contradicts_itself_is_refused()
    {
        var sound = First(NewKey(), events: 2);
        JournalAppend[] broken =
        [
            sound with { Header = sound.Header with { LastSequence = 3 } },
            sound with { Header = sound.Header with { Fence = 0 } },
            sound with { Events = [sound.Events[1], sound.Events[0]] },
            sound with { StartKey = ReadOnlyMemory<byte>.Empty },
        ];

        foreach (var append in broken)
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Journal.AppendAsync(append, None));
        Assert.Null(await Journal.ReadHeaderAsync(sound.Header.Key, None));
    }

    [Fact]
    public async Task A_start_key_finds_the_conversation_that_it_started()
    {
        var key = NewKey();
        await Journal.AppendAsync(First(key) with { StartKey = Digest(1) }, None);
        await Journal.AppendAsync(Append(key, 1, 1, 1) with { StartKey = Digest(2) }, None);

        Assert.Equal(key.Id, await Journal.FindByStartKeyAsync(Tenant, Digest(1), None));
        Assert.Equal(key.Id, await Journal.FindByStartKeyAsync(Tenant, Digest(2), None));
        Assert.Null(await Journal.FindByStartKeyAsync(Tenant, Digest(3), None));
    }

    [Fact]
    public async Task A_start_key_belongs_to_one_conversation_of_a_tenant()
    {
        var (first, second) = (NewKey(), NewKey());
        await Journal.AppendAsync(First(first) with { StartKey = Digest(1) }, None);

        var taken = await Assert.ThrowsAsync<StartKeyTakenException>(async () => await Journal.AppendAsync(First(second) with { StartKey = Digest(1) }, None));

        Assert.Equal(first.Id, taken.Holder);
        Assert.Null(await Journal.ReadHeaderAsync(second, None));
        Assert.Empty(await Journal.ReadAsync(second, 1, None));
    }

    [Fact]
    public async Task A_start_key_may_be_said_again_by_its_own_conversation()
    {
        var key = NewKey();
        await Journal.AppendAsync(First(key) with { StartKey = Digest(1) }, None);
        await Journal.AppendAsync(Append(key, 1, 1, 1) with { StartKey = Digest(1) }, None);

        Assert.Equal(2, (await Journal.ReadAsync(key, 1, None)).Count);
    }

    [Fact]
    public async Task Tenants_never_meet()
    {
        var ours = NewKey();
        var theirs = ours with { Tenant = "other" };
        await Journal.AppendAsync(First(ours) with { StartKey = Digest(1) }, None);

        Assert.Null(await Journal.ReadHeaderAsync(theirs, None));
        Assert.Empty(await Journal.ReadAsync(theirs, 1, None));
        Assert.Null(await Journal.FindByStartKeyAsync("other", Digest(1), None));
        Assert.Empty(await Journal.FindByHistoryAsync("other", Owner, Digest(0), None));
        Assert.Empty((await Journal.ListAsync("other", Owner, 10, null, None)).Items);

        // The same id and start key are another conversation there.
        await Journal.AppendAsync(First(theirs, events: 2) with { StartKey = Digest(1) }, None);
        Assert.Single(await Journal.ReadAsync(ours, 1, None));
        Assert.Equal(2, (await Journal.ReadAsync(theirs, 1, None)).Count);
    }

    [Fact]
    public async Task A_history_finds_its_conversation_until_the_history_grows()
    {
        var key = NewKey();
        await Journal.AppendAsync(First(key).WithDigest(Digest(10)), None);
        Assert.Equal([key.Id], await Journal.FindByHistoryAsync(Tenant, Owner, Digest(10), None));

        await Journal.AppendAsync(Append(key, 1, 1, 1).WithDigest(Digest(11)), None);
        Assert.Empty(await Journal.FindByHistoryAsync(Tenant, Owner, Digest(10), None));
        Assert.Equal([key.Id], await Journal.FindByHistoryAsync(Tenant, Owner, Digest(11), None));
        Assert.Empty(await Journal.FindByHistoryAsync(Tenant, "bob", Digest(11), None));
    }

    [Fact]
    public async Task A_history_of_several_conversations_gives_two_of_them()
    {
        for (var i = 0; i < 4; i++)
            await Journal.AppendAsync(First(NewKey()).WithDigest(Digest(10)), None);

        Assert.Equal(2, (await Journal.FindByHistoryAsync(Tenant, Owner, Digest(10), None)).Distinct().Count());
    }

    [Fact]
    public async Task An_empty_history_finds_nothing()
    {
        await Journal.AppendAsync(First(NewKey()).WithDigest([]), None);

        Assert.Empty(await Journal.FindByHistoryAsync(Tenant, Owner, default, None));
    }

    [Fact]
    public async Task A_list_gives_an_owners_conversations_the_last_changed_first()
    {
        var keys = Enumerable.Range(0, 3).Select(_ => NewKey()).ToArray();
        for (var i = 0; i < keys.Length; i++)
            await Journal.AppendAsync(First(keys[i]).UpdatedAt(Noon.AddMinutes(i)), None);
        await Journal.AppendAsync(First(NewKey(), owner: "bob"), None);
        await Journal.AppendAsync(Append(keys[0], 1, 1, 1).UpdatedAt(Noon.AddHours(1)), None);

        var page = await Journal.ListAsync(Tenant, Owner, 200, null, None);

        Assert.Equal([keys[0], keys[2], keys[1]], page.Items.Select(h => h.Key));
        Assert.Null(page.NextPageToken);
    }

    [Fact]
    public async Task Pages_give_every_conversation_once_though_others_change_in_between()
    {
        // Three share each time, so that ties must be broken.
        var keys = Enumerable.Range(0, 12).Select(_ => NewKey()).ToArray();
        for (var i = 0; i < keys.Length; i++)
            await Journal.AppendAsync(First(keys[i]).UpdatedAt(Noon.AddMinutes(i / 3)), None);

        var first = await Journal.ListAsync(Tenant, Owner, 5, null, None);
        var seen = first.Items.Select(h => h.Key).ToList();
        // One that was listed changes, and a new one comes: both move before the first page.
        await Journal.AppendAsync(Append(seen[0], 1, 1, 1).UpdatedAt(Noon.AddDays(1)), None);
        await Journal.AppendAsync(First(NewKey()).UpdatedAt(Noon.AddDays(1)), None);
        for (var token = first.NextPageToken; token is not null;)
        {
            var page = await Journal.ListAsync(Tenant, Owner, 5, token, None);
            seen.AddRange(page.Items.Select(h => h.Key));
            token = page.NextPageToken;
        }

        Assert.Equal(keys.Length, seen.Count);
        Assert.Equal(keys.ToHashSet(), seen.ToHashSet());
    }

    [Fact]
    public async Task A_full_last_page_has_no_token()
    {
        for (var i = 0; i < 4; i++)
            await Journal.AppendAsync(First(NewKey()), None);

        var first = await Journal.ListAsync(Tenant, Owner, 2, null, None);
        var second = await Journal.ListAsync(Tenant, Owner, 2, first.NextPageToken, None);

        Assert.Equal(2, second.Items.Length);
        Assert.Null(second.NextPageToken);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("not a token at all ✓")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_page_token_that_is_not_ours_is_an_invalid_request(string token)
    {
        var e = await Assert.ThrowsAsync<OrchestratorException>(async () => await Journal.ListAsync(Tenant, Owner, 5, token, None));

        Assert.Equal(ErrorReason.InvalidRequest, e.Error.Reason);
        Assert.Equal("page_token", e.Error.Field);
    }

    [Fact]
    public async Task A_page_token_of_another_owners_list_is_an_invalid_request()
    {
        await Journal.AppendAsync(First(NewKey()), None);
        await Journal.AppendAsync(First(NewKey()), None);
        var token = (await Journal.ListAsync(Tenant, Owner, 1, null, None)).NextPageToken;

        foreach (var (tenant, owner) in new[] { (Tenant, "bob"), ("other", Owner) })
        {
            var e = await Assert.ThrowsAsync<OrchestratorException>(async () => await Journal.ListAsync(tenant, owner, 1, token, None));
            Assert.Equal(ErrorReason.InvalidRequest, e.Error.Reason);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public async Task A_page_size_out_of_range_is_an_invalid_request(int size)
    {
        var e = await Assert.ThrowsAsync<OrchestratorException>(async () => await Journal.ListAsync(Tenant, Owner, size, null, None));

        Assert.Equal(ErrorReason.InvalidRequest, e.Error.Reason);
    }

    [Fact]
    public async Task Everything_is_there_after_closing_and_opening()
    {
        var key = NewKey();
        var append = First(key, events: 3) with { StartKey = Digest(1) };
        await Journal.AppendAsync(append, None);
        var logId = Journal.LogId;

        await ReopenAsync();

        Assert.Equal(logId, Journal.LogId);
        AssertSame(append.Header, await Journal.ReadHeaderAsync(key, None));
        AssertSame(append.Events, await Journal.ReadAsync(key, 1, None));
        Assert.Equal(key.Id, await Journal.FindByStartKeyAsync(Tenant, Digest(1), None));
        await Assert.ThrowsAsync<StaleFenceException>(async () => await Journal.AppendAsync(First(key), None));
    }

    [Fact]
    public async Task Many_conversations_are_written_at_once_each_in_order()
    {
        var keys = Enumerable.Range(0, 40).Select(_ => NewKey()).ToArray();

        await Task.WhenAll(keys.Select(key => Task.Run(async () =>
        {
            await Journal.AppendAsync(First(key), None);
            for (var sequence = 1; sequence < 10; sequence++)
            {
                await Journal.AppendAsync(Append(key, 1, sequence, 1), None);
                Assert.Equal(sequence + 1, (await Journal.ReadHeaderAsync(key, None))!.LastSequence);
            }
        })));

        foreach (var key in keys)
            Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), (await Journal.ReadAsync(key, 1, None)).Select(r => r.Sequence));
    }

    [Fact]
    public async Task Closing_writes_what_waits()
    {
        var keys = Enumerable.Range(0, 30).Select(_ => NewKey()).ToArray();
        var appends = keys.Select(key => Journal.AppendAsync(First(key), None).AsTask()).ToArray();

        await ReopenAsync();

        await Task.WhenAll(appends);
        foreach (var key in keys)
            Assert.Single(await Journal.ReadAsync(key, 1, None));
    }

    [Fact]
    public async Task A_closed_journal_takes_nothing_and_closes_again_without_harm()
    {
        await Journal.DisposeAsync();
        await Journal.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Journal.AppendAsync(First(NewKey()), None));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Journal.ReadHeaderAsync(NewKey(), None));
    }

    [Fact]
    public async Task An_append_whose_wait_was_cancelled_before_it_began_is_not_made()
    {
        var key = NewKey();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Journal.AppendAsync(First(key), new CancellationToken(true)));
        await ReopenAsync();

        Assert.Null(await Journal.ReadHeaderAsync(key, None));
    }

    [Fact]
    public Task Any_sequence_of_appends_does_what_a_model_of_it_does() => JournalModelCheck.RunAsync(() => Journal, ReopenAsync);
}
