using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Storage.Sqlite;
using static Orchestrator.Conformance.Journals.JournalSamples;

namespace Orchestrator.Storage.Tests.Sqlite;

/// <summary>What a journal says of a broken file or disk, and that it never makes it worse.</summary>
public sealed class BrokenStorageTests : IDisposable
{
    private const int PageSize = 4096;

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Noon);

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_damaged_page_is_found_at_the_start_named_and_left_alone(int page)
    {
        await FilledAsync();
        Damage(page);
        var before = await File.ReadAllBytesAsync(_directory.Journal);

        var e = await Assert.ThrowsAsync<OrchestratorException>(OpenAsync);

        Assert.Equal("STORAGE_CORRUPT", e.Error.State);
        Assert.Contains("restore a backup", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_directory.Journal));
    }

    [Fact]
    public async Task A_truncated_file_is_found_at_the_start()
    {
        await FilledAsync();
        using (var file = File.OpenWrite(_directory.Journal))
            file.SetLength(file.Length / 2);

        Assert.Equal("STORAGE_CORRUPT", (await Assert.ThrowsAsync<OrchestratorException>(OpenAsync)).Error.State);
    }

    [Fact]
    public async Task Damage_that_shows_while_it_runs_stops_all_writing_until_the_operator_has_acted()
    {
        await FilledAsync();
        await using var journal = await OpenAsync();
        var known = (await journal.ListAsync(Tenant, Owner, 200, null, None)).Items;
        for (var page = 1; page < 40; page++)
            Damage(page);

        await Assert.ThrowsAsync<OrchestratorException>(async () =>
        {
            foreach (var header in known)
                await journal.ReadAsync(header.Key, 1, None);
        });
        var refused = await Assert.ThrowsAsync<OrchestratorException>(async () => await journal.AppendAsync(First(NewKey()), None));
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("STORAGE_CORRUPT", refused.Error.State);
        Assert.Equal(ErrorReason.StorageUnavailable, refused.Error.Reason);
        Assert.Equal(StorageState.Corrupt, journal.Health.State);
    }

    [Fact]
    public async Task A_lock_of_another_program_is_told_with_its_holder_and_writing_goes_on_after_it()
    {
        await using var journal = await OpenAsync();
        using var outside = await OtherProcess.LockAsync(_directory.Journal);

        var e = await Assert.ThrowsAsync<OrchestratorException>(async () => await journal.AppendAsync(First(NewKey()), None));

        Assert.Equal("STORAGE_LOCKED", e.Error.State);
        if (OperatingSystem.IsLinux())
            Assert.Contains($"process {outside.Id}", journal.Health.Found, StringComparison.Ordinal);
        await outside.KillAsync();
        await journal.AppendAsync(First(NewKey()), None);
        Assert.True(journal.Health.Healthy);
    }

    [Fact]
    public async Task A_real_disk_that_is_full_and_gets_room_again_costs_nothing_that_was_kept()
    {
        using var disk = SmallDisk.TryMount(_directory.Path, "8m");
        if (disk is null)
            return; // It needs a mount; the limit of the configuration stands in for it in SqliteJournalTests.
        await using var journal = await OpenAsync();
        var kept = new List<ConversationKey>();
        var filler = Path.Combine(_directory.Path, "filler");
        await Assert.ThrowsAsync<IOException>(() => File.WriteAllBytesAsync(filler, new byte[16 << 20]));

        OrchestratorException? refused = null;
        while (refused is null)
        {
            var key = NewKey();
            refused = await Record.ExceptionAsync(async () => await journal.AppendAsync(First(key, events: 10), None)) as OrchestratorException;
            if (refused is null)
                kept.Add(key);
        }

        Assert.Equal("STORAGE_FULL", refused.Error.State);
        foreach (var key in kept)
            Assert.Equal(10, (await journal.ReadAsync(key, 1, None)).Count);
        File.Delete(filler);
        await journal.AppendAsync(First(NewKey(), events: 10), None);
        Assert.True(journal.Health.Healthy);
    }

    [Theory]
    [InlineData(SQLitePCL.raw.SQLITE_FULL, StorageState.Full)]
    [InlineData(SQLitePCL.raw.SQLITE_READONLY, StorageState.ReadOnly)]
    [InlineData(SQLitePCL.raw.SQLITE_IOERR, StorageState.IoError)]
    [InlineData(SQLitePCL.raw.SQLITE_BUSY, StorageState.Locked)]
    [InlineData(SQLitePCL.raw.SQLITE_CORRUPT, StorageState.Corrupt)]
    [InlineData(SQLitePCL.raw.SQLITE_NOTADB, StorageState.Corrupt)]
    [InlineData(SQLitePCL.raw.SQLITE_CANTOPEN, StorageState.Missing)]
    [InlineData(SQLitePCL.raw.SQLITE_MISUSE, StorageState.Failed)]
    public void Each_failure_has_its_state_a_code_and_a_remedy_and_no_caller_learns_where_the_file_lies(int code, StorageState state)
    {
        var health = new HealthMonitor(_directory.Journal, _time, NullLogger<SqliteJournal>.Instance);

        var told = health.Failed(new SqliteException("of the database", code));

        Assert.Equal(state, health.Current.State);
        Assert.Equal(StorageStates.Code(state), told.Error.State);
        Assert.Contains(StorageStates.Code(state), told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_directory.Path, told.Message + health.Current.Found, StringComparison.Ordinal);
        Assert.NotNull(health.Current.Remedy);
    }

    [Fact]
    public void A_disk_without_space_or_read_only_is_so_for_plain_files_too()
    {
        Assert.Equal(StorageState.Full, SqliteFailure.StateOf(new IOException("", 28), _directory.Journal));
        Assert.Equal(StorageState.ReadOnly, SqliteFailure.StateOf(new IOException("", 30), _directory.Journal));
        Assert.Equal(StorageState.IoError, SqliteFailure.StateOf(new IOException("", 5), _directory.Journal));
    }

    [Fact]
    public async Task What_a_killed_process_left_is_counted_at_the_start()
    {
        var key = NewKey();
        using (var other = await OtherProcess.OwnAsync(_directory.Path, key))
            await other.KillAsync();

        await using var journal = await OpenAsync();

        Assert.True(journal.Recovery.Unclean);
        Assert.True(journal.Recovery.LogBytes > 0);
        Assert.Equal(2, journal.Recovery.LastPosition);
    }

    [Fact]
    public async Task Turns_without_an_end_are_counted_and_said_how_they_go_on()
    {
        await using (var journal = await OpenAsync())
        {
            await journal.AppendAsync(Of(("t1", "accepted"), ("t1", "attempt_started")), None);
            await journal.AppendAsync(Of(("t1", "accepted"), ("t1", "attempt_started"), ("t1", "completed"), ("t2", "accepted")), None);
            await journal.AppendAsync(Of(("t1", "accepted"), ("t1", "interrupted")), None);
            await journal.AppendAsync(Of(("t1", "accepted"), ("t1", "completed"), ("t1", "feedback")), None);
            await journal.AppendAsync(Of(("t1", "accepted"), ("t1", "interrupted"), ("t1", "attempt_started")), None);
        }

        await using var again = await OpenAsync();

        Assert.Equal(3, again.Recovery.OpenTurns);
        Assert.False(again.Recovery.Unclean);
        Assert.Contains("3 turns", again.Recovery.Words, StringComparison.Ordinal);
        Assert.Contains("same turn id", again.Recovery.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_that_fails_for_its_readers_own_reason_says_nothing_of_the_disk()
    {
        await using var journal = await OpenAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await journal.ReadHeaderAsync(default, None));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await journal.ListAsync(Tenant, null!, 1, null, None));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await journal.ReadAsync(NewKey(), 1, new(canceled: true)));

        Assert.True(journal.Health.Healthy);
        Assert.Null(await journal.ReadHeaderAsync(NewKey(), None));
    }

    [Fact]
    public async Task A_read_that_refuses_itself_is_told_as_it_is_and_one_that_the_disk_fails_shows_in_health()
    {
        await FilledAsync();
        var health = new HealthMonitor(_directory.Journal, _time, NullLogger<SqliteJournal>.Instance);
        await using var readers = new JournalReaders(new(_directory.Journal, null, new(), null), health, 1);

        var refused = await Assert.ThrowsAsync<OrchestratorException>(
            async () => await readers.ReadAsync<int>(static _ => throw new OrchestratorException(ErrorReason.ConversationErased, "It was erased."), None));

        Assert.Equal(ErrorReason.ConversationErased, refused.Error.Reason);
        Assert.True(health.Current.Healthy);

        var failed = await Assert.ThrowsAsync<OrchestratorException>(
            async () => await readers.ReadAsync<int>(static _ => throw new SqliteException("of the disk", SQLitePCL.raw.SQLITE_IOERR), None));

        Assert.Equal(ErrorReason.StorageUnavailable, failed.Error.Reason);
        Assert.Equal(StorageState.IoError, health.Current.State);
    }

    private static Conversations.Journal.JournalAppend Of(params (string Turn, string Kind)[] events)
    {
        var append = First(NewKey(), events.Length);
        return append with { Events = [.. append.Events.Select((e, i) => e with { TurnId = events[i].Turn, Kind = events[i].Kind })] };
    }

    private async Task FilledAsync()
    {
        await using var journal = await OpenAsync();
        for (var i = 0; i < 100; i++)
            await journal.AppendAsync(First(NewKey(), events: 10), None);
    }

    private void Damage(int page)
    {
        using var file = new FileStream(_directory.Journal, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = (page * PageSize) + (page == 0 ? 0 : 1);
        file.Write(Enumerable.Repeat((byte)0xEE, 200).ToArray());
    }

    private Task<SqliteJournal> OpenAsync() =>
        SqliteJournal.OpenAsync(new() { DataDirectory = _directory.Path }, _time, NullLogger<SqliteJournal>.Instance);
}
