using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Conformance.Journals;
using Orchestrator.Storage.Ownership;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Storage.Tests.Ownership;

public sealed class DirectoryOwnershipTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_directory_that_another_process_owns_is_refused_by_name()
    {
        using var other = await OtherProcess.OwnAsync(_directory.Path, JournalSamples.NewKey());

        var e = await Assert.ThrowsAsync<DataDirectoryInUseException>(() => OpenAsync(_directory.Path));

        Assert.Equal(other.Id, e.Owner?.ProcessId);
        Assert.Contains($"process {other.Id} (Orchestrator.Storage.Tests", e.Message, StringComparison.Ordinal);
        Assert.Contains(_directory.Path, e.Message, StringComparison.Ordinal);
        Assert.Contains("another directory", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_owner_frees_the_directory_and_loses_nothing_that_it_acknowledged()
    {
        var key = JournalSamples.NewKey();
        using (var other = await OtherProcess.OwnAsync(_directory.Path, key))
            await other.KillAsync();
        Assert.True(File.Exists(Path.Combine(_directory.Path, "owner.json")), "the killed owner could not tidy up");

        await using var journal = await OpenAsync(_directory.Path);

        Assert.Equal(2, (await journal.ReadAsync(key, 1, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task A_directory_is_owned_once_within_a_process_too()
    {
        await using var journal = await OpenAsync(_directory.Path);

        var e = await Assert.ThrowsAsync<DataDirectoryInUseException>(() => OpenAsync(_directory.Path));

        Assert.Equal(Environment.ProcessId, e.Owner?.ProcessId);
    }

    [Fact]
    public async Task A_closed_journal_frees_its_directory()
    {
        await (await OpenAsync(_directory.Path)).DisposeAsync();
        Assert.False(File.Exists(Path.Combine(_directory.Path, "owner.json")));

        await (await OpenAsync(_directory.Path)).DisposeAsync();
    }

    [Fact]
    public async Task Two_directories_are_independent()
    {
        await using var one = await OpenAsync(Path.Combine(_directory.Path, "one"));
        await using var two = await OpenAsync(Path.Combine(_directory.Path, "two"));

        Assert.NotEqual(one.LogId, two.LogId);
    }

    [Fact]
    public async Task A_holder_without_a_readable_name_is_refused_all_the_same()
    {
        await using var journal = await OpenAsync(_directory.Path);
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "owner.json"), "{");

        var e = await Assert.ThrowsAsync<DataDirectoryInUseException>(() => OpenAsync(_directory.Path));

        Assert.Null(e.Owner);
    }

    [Fact]
    public async Task A_path_that_is_a_file_is_told_as_a_failure_of_storage()
    {
        await File.WriteAllTextAsync(_directory.Path, "");
        try
        {
            var e = await Assert.ThrowsAsync<OrchestratorException>(() => OpenAsync(_directory.Path));
            Assert.Equal(ErrorReason.StorageUnavailable, e.Error.Reason);
        }
        finally
        {
            File.Delete(_directory.Path);
        }
    }

    private static Task<SqliteJournal> OpenAsync(string directory) =>
        SqliteJournal.OpenAsync(new() { DataDirectory = directory }, TimeProvider.System, NullLogger<SqliteJournal>.Instance);
}
