using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Crash.Tests.Vfs;
using Orchestrator.Storage.Sqlite;
using static Orchestrator.Conformance.Journals.JournalSamples;

namespace Orchestrator.Crash.Tests.Disk;

public sealed class SimulatedDiskTests
{
    [Fact]
    public async Task A_journal_lives_on_a_simulated_disk_and_survives_a_crash_of_it()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "journal.db");
        var disk = new SimulatedDisk();
        var key = NewKey();
        disk.Open(path, create: true, out _, out _);
        using (var vfs = new SimulatedVfs(disk))
        {
            var options = new SqliteJournalOptions { DataDirectory = directory.Path, Engine = new() { Vfs = vfs.Name, FlushNames = _ => vfs.Disk.SyncNames() } };
            await using var journal = await SqliteJournal.OpenAsync(options, new FakeTimeProvider(), NullLogger<SqliteJournal>.Instance);
            await journal.AppendAsync(First(key), default);
            disk.CrashAt = disk.StepCount + 1;
            await Assert.ThrowsAsync<OrchestratorException>(() => journal.AppendAsync(First(NewKey()), default).AsTask());
            Assert.Null(vfs.Failure);
        }

        var after = disk.After(Survival.Nothing, new(1));
        using (var vfs = new SimulatedVfs(after))
        {
            var options = new SqliteJournalOptions { DataDirectory = directory.Path, Engine = new() { Vfs = vfs.Name, FlushNames = _ => vfs.Disk.SyncNames() } };
            await using var journal = await SqliteJournal.OpenAsync(options, new FakeTimeProvider(), NullLogger<SqliteJournal>.Instance);
            Assert.Single(await journal.ReadAsync(key, 1, default));
            Assert.Null(vfs.Failure);
        }
    }
}
