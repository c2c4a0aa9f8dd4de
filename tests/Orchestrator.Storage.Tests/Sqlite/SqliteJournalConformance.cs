using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Conformance.Journals;
using Orchestrator.Conversations.Journal;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Storage.Tests.Sqlite;

public sealed class SqliteJournalConformance : JournalConformance
{
    private readonly TemporaryDirectory _directory = new();

    protected override async Task<IJournal> OpenAsync() =>
        await SqliteJournal.OpenAsync(new() { DataDirectory = _directory.Path, MaxBatch = 16 }, TimeProvider.System, NullLogger<SqliteJournal>.Instance);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}
