using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations.Journal;
using Orchestrator.Storage.Sqlite;
using static Orchestrator.Conformance.Journals.JournalSamples;

namespace Orchestrator.Storage.Tests.Sqlite;

/// <summary>
/// One byte of the file or of its log is changed, at each place that gives them structure. What was kept is then there, or the start
/// says that the journal is damaged and changes nothing; only the last commits of a log may be taken for one that was never finished.
/// </summary>
public sealed class LogDamageTests : IDisposable
{
    private const int Appends = 12;
    private const int Header = 32;
    private const int FrameHeader = 24;
    private const int Page = 4096;

    private readonly TemporaryDirectory _kept = new();
    private readonly List<JournalAppend> _appended = [];

    public void Dispose() => _kept.Dispose();

    [Fact]
    public async Task A_byte_that_changed_in_the_log_costs_no_commit_without_a_word()
    {
        var (file, log) = await KilledAsync(folded: true);
        var frames = (log.Length - Header) / (FrameHeader + Page);
        var places = Enumerable.Range(0, Header).ToList();
        for (var frame = 0; frame < frames; frame += frame < frames - 25 ? 5 : 1)
        {
            var at = Header + (frame * (FrameHeader + Page));
            places.AddRange([at, at + 3, at + 7, at + 8, at + 15, at + 16, at + 23, at + FrameHeader, at + FrameHeader + (Page / 2), at + FrameHeader + Page - 1]);
        }

        var refused = 0;
        foreach (var place in places)
            refused += await RefusedAsync(file, Flipped(log, place), $"byte {place} of the log") ? 1 : 0;

        Assert.InRange(refused, places.Count / 2, places.Count);
        Assert.False(await RefusedAsync(file, log, "nothing"));
    }

    [Fact]
    public async Task A_byte_that_changed_in_the_structure_of_the_file_costs_nothing_without_a_word()
    {
        var (file, _) = await KilledAsync(folded: true, all: true);
        var places = Enumerable.Range(0, 100).ToList();
        for (var page = 0; page < file.Length / Page; page++)
            places.AddRange(Enumerable.Range((page * Page) + (page == 0 ? 100 : 0), 14));

        var refused = 0;
        foreach (var place in places)
            refused += await RefusedAsync(Flipped(file, place), [], $"byte {place} of the file") ? 1 : 0;

        Assert.InRange(refused, places.Count / 2, places.Count);
    }

    [Fact]
    public async Task A_log_whose_old_half_was_overwritten_is_whole()
    {
        // Begun anew over an older, longer log: frames of the older one stand behind its end.
        var (file, log) = await KilledAsync(folded: true, restarts: true);

        Assert.Null(LogDamage.Find(log, () => file));
        Assert.False(await RefusedAsync(file, log, "nothing"));
    }

    private static byte[] Flipped(byte[] bytes, int at)
    {
        var changed = (byte[])bytes.Clone();
        changed[at] ^= 0x55;
        return changed;
    }

    /// <summary>The file and the log as a killed process leaves them.</summary>
    private async Task<(byte[] File, byte[] Log)> KilledAsync(bool folded, bool all = false, bool restarts = false)
    {
        var options = new SqliteJournalOptions { DataDirectory = _kept.Path, Engine = new() { CheckpointPages = restarts ? 40 : 1000 } };
        await using (var first = await SqliteJournal.OpenAsync(options, new FakeTimeProvider(), NullLogger<SqliteJournal>.Instance))
        {
            if (folded)
                await FillAsync(first);
        }

        await using var journal = await SqliteJournal.OpenAsync(options, new FakeTimeProvider(), NullLogger<SqliteJournal>.Instance);
        if (!all)
            await FillAsync(journal);
        return (Read(_kept.Journal), all ? [] : Read(_kept.Journal + "-wal"));
    }

    private async Task FillAsync(SqliteJournal journal)
    {
        for (var i = 0; i < Appends; i++)
        {
            _appended.Add(First(NewKey(), events: 20));
            await journal.AppendAsync(_appended[^1], default);
        }
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private async Task<bool> RefusedAsync(byte[] file, byte[] log, string changed)
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.Path);
        await File.WriteAllBytesAsync(directory.Journal, file);
        if (log.Length > 0)
            await File.WriteAllBytesAsync(directory.Journal + "-wal", log);
        try
        {
            await using var journal = await SqliteJournal.OpenAsync(new() { DataDirectory = directory.Path }, new FakeTimeProvider(), NullLogger<SqliteJournal>.Instance);
            var lost = 0;
            foreach (var append in _appended)
                lost += await KeepsAsync(journal, append, changed) ? 0 : 1;
            Assert.True(lost <= (log.Length > 0 ? 2 : 0), $"With {changed} changed, {lost} appends are lost without a word.");
            return false;
        }
        catch (OrchestratorException e)
        {
            Assert.True(e.Error.State is "STORAGE_CORRUPT" or "STORAGE_NOT_A_JOURNAL" or "STORAGE_READ_ONLY", $"With {changed} changed: {e.Error.State}");
            Assert.Equal(file, await File.ReadAllBytesAsync(directory.Journal));
            return true;
        }
    }

    private async Task<bool> KeepsAsync(SqliteJournal journal, JournalAppend append, string changed)
    {
        var rows = await journal.ReadAsync(append.Header.Key, 1, default);
        if (rows.Count == 0 && _appended.IndexOf(append) >= _appended.Count - 2)
            return false;
        Assert.True(rows.Count == append.Events.Length, $"With {changed} changed, {append.Events.Length - rows.Count} rows of append {_appended.IndexOf(append)} of {_appended.Count} are lost without a word.");
        AssertSame(append.Events, rows);
        return true;
    }
}
