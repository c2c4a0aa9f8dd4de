using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations.Journal;
using Orchestrator.Storage.Protection;
using Orchestrator.Storage.Sqlite;
using static Orchestrator.Conformance.Journals.JournalSamples;

namespace Orchestrator.Storage.Tests.Sqlite;

public sealed class SqliteJournalTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Noon);

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_wait_that_is_cancelled_does_not_lose_the_append()
    {
        await using var journal = await OpenAsync();
        using var outside = OpenOutside();
        Execute(outside, "BEGIN IMMEDIATE"); // Holds the writer up, so that the append surely waits.
        using var impatience = new CancellationTokenSource();
        var key = NewKey();

        var append = journal.AppendAsync(First(key), impatience.Token).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append);
        Execute(outside, "ROLLBACK");
        await journal.AppendAsync(First(NewKey()), None);

        Assert.Single(await journal.ReadAsync(key, 1, None));
    }

    [Fact]
    public async Task A_full_disk_fails_the_append_says_what_to_do_and_recovers_when_there_is_room()
    {
        await using var journal = await OpenAsync(o => o.MaxSizeBytes = 1 << 20);
        var kept = NewKey();
        await journal.AppendAsync(Sized(kept, 700_000), None);
        var refused = NewKey();

        var e = await Assert.ThrowsAsync<OrchestratorException>(async () => await journal.AppendAsync(Sized(refused, 700_000), None));

        Assert.Equal(ErrorReason.StorageUnavailable, e.Error.Reason);
        Assert.Contains("full", e.Message, StringComparison.Ordinal);
        Assert.IsType<SqliteException>(e.InnerException);
        Assert.Equal("STORAGE_FULL", e.Error.State);
        Assert.Equal(StorageState.Full, journal.Health.State);
        Assert.Null(await journal.ReadHeaderAsync(refused, None));
        Assert.Single(await journal.ReadAsync(kept, 1, None));

        using (var outside = OpenOutside())
            Execute(outside, "DELETE FROM events");
        await journal.AppendAsync(Sized(refused, 700_000), None);
        Assert.True(journal.Health.Healthy);
    }

    [Fact]
    public async Task A_failed_commit_fails_everybody_who_shared_it()
    {
        await using var journal = await OpenAsync(o => o.MaxSizeBytes = 1 << 20);
        using var outside = OpenOutside();
        Execute(outside, "BEGIN IMMEDIATE"); // Until it ends, appends gather behind the first.
        var keys = Enumerable.Range(0, 9).Select(_ => NewKey()).ToArray();
        var appends = keys.Select(key => Record.ExceptionAsync(async () => await journal.AppendAsync(Sized(key, 200_000), None))).ToArray();
        Execute(outside, "ROLLBACK");
        var outcomes = await Task.WhenAll(appends);

        Assert.Contains(outcomes, o => o is OrchestratorException);
        foreach (var (key, outcome) in keys.Zip(outcomes))
            Assert.Equal(outcome is null, await journal.ReadHeaderAsync(key, None) is not null);
    }

    [Fact]
    public async Task An_append_that_is_refused_half_way_takes_none_of_those_with_it_that_share_its_commit()
    {
        await using var journal = await OpenAsync();
        var holder = NewKey();
        await journal.AppendAsync(First(holder) with { StartKey = Digest(1) }, None);
        using var outside = OpenOutside();
        Execute(outside, "BEGIN IMMEDIATE"); // Until it ends, appends gather behind the first.
        var keys = Enumerable.Range(0, 9).Select(_ => NewKey()).ToArray();
        var appends = keys.Select((key, i) => Record.ExceptionAsync(async () =>
            await journal.AppendAsync(i % 4 == 3 ? First(key, events: 2) with { StartKey = Digest(1) } : First(key, events: 2), None))).ToArray();
        Execute(outside, "ROLLBACK");
        var outcomes = await Task.WhenAll(appends);

        for (var i = 0; i < keys.Length; i++)
        {
            var refused = i % 4 == 3;
            Assert.Equal(refused ? holder.Id : null, (outcomes[i] as StartKeyTakenException)?.Holder);
            Assert.Equal(!refused, outcomes[i] is null);
            Assert.Equal(refused ? 0 : 2, (await journal.ReadAsync(keys[i], 1, None)).Count);
            Assert.Equal(refused, await journal.ReadHeaderAsync(keys[i], None) is null);
        }
    }

    [Fact]
    public async Task An_idle_journal_finds_out_by_itself_that_the_disk_has_room_again()
    {
        await using var journal = await OpenAsync(o => o.MaxSizeBytes = 1 << 20);
        await Assert.ThrowsAsync<OrchestratorException>(async () => await journal.AppendAsync(Sized(NewKey(), 2_000_000), None));
        Assert.False(journal.Health.Healthy);

        _time.Advance(TimeSpan.FromSeconds(5));
        // Reading the header of nobody waits for nothing; an append that is refused comes after the probe in the queue.
        await Assert.ThrowsAsync<StaleFenceException>(async () => await journal.AppendAsync(Append(NewKey(), 1, 1, 1), None));

        Assert.True(journal.Health.Healthy);
        Assert.Equal(Noon.AddSeconds(5), journal.Health.Since);
    }

    [Fact]
    public async Task A_journal_of_a_newer_major_schema_is_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        using (var outside = OpenOutside())
            Execute(outside, "UPDATE meta SET value = '2.0' WHERE name = 'schema'");

        var e = await Assert.ThrowsAsync<OrchestratorException>(() => OpenAsync());

        Assert.Equal(ErrorReason.Unsupported, e.Error.Reason);
        Assert.Contains("schema 2.0", e.Message, StringComparison.Ordinal);
        Assert.Contains("newer program", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_of_a_newer_minor_schema_is_read()
    {
        await (await OpenAsync()).DisposeAsync();
        using (var outside = OpenOutside())
            Execute(outside, "UPDATE meta SET value = '1.9' WHERE name = 'schema'");

        await using var journal = await OpenAsync();
        await journal.AppendAsync(First(NewKey()), None);
    }

    [Fact]
    public async Task Somebody_elses_database_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(_directory.Path);
        using (var outside = OpenOutside())
            Execute(outside, "CREATE TABLE theirs (x)");

        var e = await Assert.ThrowsAsync<OrchestratorException>(() => OpenAsync());

        Assert.Contains("not a journal", e.Message, StringComparison.Ordinal);
        using var after = OpenOutside();
        Assert.Equal(1L, Scalar(after, "SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_as_damaged_and_frees_the_directory()
    {
        Directory.CreateDirectory(_directory.Path);
        await File.WriteAllTextAsync(_directory.Journal, new string('x', 8192));

        for (var i = 0; i < 2; i++)
        {
            var e = await Assert.ThrowsAsync<OrchestratorException>(() => OpenAsync());
            Assert.Equal(ErrorReason.StorageUnavailable, e.Error.Reason);
            Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_commit_is_synced_and_deleted_content_is_overwritten()
    {
        await (await OpenAsync()).DisposeAsync();
        using var connection = new SqliteDatabase(_directory.Journal, null).OpenWriter();

        Assert.Equal("wal", Scalar(connection, "PRAGMA journal_mode"));
        Assert.Equal(2L, Scalar(connection, "PRAGMA synchronous"));
        Assert.Equal(1L, Scalar(connection, "PRAGMA secure_delete"));
    }

    [Fact]
    public async Task Lists_and_histories_are_found_by_index()
    {
        await (await OpenAsync()).DisposeAsync();
        using var outside = OpenOutside();

        Assert.Contains("conversations_by_owner", Plan(outside, "SELECT * FROM conversations WHERE tenant = 'a' AND owner = 'b' AND (updated_at, conversation) < (1, x'00') ORDER BY updated_at DESC, conversation DESC LIMIT 5"), StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", Plan(outside, "SELECT * FROM conversations WHERE tenant = 'a' AND owner = 'b' AND (updated_at, conversation) < (1, x'00') ORDER BY updated_at DESC, conversation DESC LIMIT 5"), StringComparison.Ordinal);
        Assert.Contains("conversations_by_history", Plan(outside, "SELECT conversation FROM conversations WHERE tenant = 'a' AND owner = 'b' AND history_digest = x'01'"), StringComparison.Ordinal);
        Assert.Contains("events_by_conversation", Plan(outside, "SELECT * FROM events WHERE tenant = 'a' AND conversation = x'01' AND sequence >= 1 ORDER BY sequence, log_id"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_owner_can_read_the_directory_and_its_files()
    {
        await using var journal = await OpenAsync();
        await journal.AppendAsync(First(NewKey()), None);
        if (OperatingSystem.IsWindows())
            return;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory.Path));
        foreach (var file in Directory.GetFiles(_directory.Path))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData("", 1, "Orchestrator:Storage:DataDirectory")]
    [InlineData("somewhere", 0, "Orchestrator:Storage:MaxBatch")]
    public async Task A_wrong_option_is_named(string directory, int maxBatch, string key)
    {
        var e = await Assert.ThrowsAsync<System.ComponentModel.DataAnnotations.ValidationException>(() =>
            SqliteJournal.OpenAsync(new() { DataDirectory = directory, MaxBatch = maxBatch }, _time, NullLogger<SqliteJournal>.Instance));

        Assert.Contains(key, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_share_one_journal_and_close_it()
    {
        await using (var services = Services().AddSqliteJournal(o => o.DataDirectory = _directory.Path).BuildServiceProvider())
        {
            var journal = services.GetRequiredService<IJournal>();
            Assert.Same(services.GetRequiredService<SqliteJournal>(), journal);
            Assert.Same(services.GetRequiredService<KeyRing>(), services.GetRequiredService<IContentProtector>());
        }
        await (await OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task Services_without_a_directory_name_the_missing_key()
    {
        await using var services = Services().AddSqliteJournal(_ => { }).BuildServiceProvider();

        var e = Assert.Throws<OptionsValidationException>(() => { services.GetRequiredService<IJournal>(); });

        Assert.Contains("Orchestrator:Storage:DataDirectory", e.Message, StringComparison.Ordinal);
    }

    private static IServiceCollection Services() => new ServiceCollection()
        .AddSingleton<ILogger<SqliteJournal>>(NullLogger<SqliteJournal>.Instance)
        .AddSingleton<ILogger<KeyRing>>(NullLogger<KeyRing>.Instance);

    private static JournalAppend Sized(ConversationKey key, int bytes)
    {
        var append = First(key);
        return append with { Events = [append.Events[0] with { Content = new byte[bytes] }] };
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static string Plan(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
            lines.Add(reader.GetString(3));
        return string.Join('\n', lines);
    }

    private Task<SqliteJournal> OpenAsync(Action<SqliteJournalOptions>? configure = null)
    {
        var options = new SqliteJournalOptions { DataDirectory = _directory.Path };
        configure?.Invoke(options);
        return SqliteJournal.OpenAsync(options, _time, NullLogger<SqliteJournal>.Instance);
    }

    private SqliteConnection OpenOutside()
    {
        var connection = new SqliteConnection($"Data Source={_directory.Journal};Pooling=False");
        connection.Open();
        return connection;
    }
}
