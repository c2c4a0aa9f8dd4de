using System.Collections.Immutable;
using Orchestrator.Api.Health;
using Orchestrator.Storage;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Hosting.Health;

/// <summary>Whether the journal can keep its promises now, and what it was left with by the process before.</summary>
internal sealed class StoragePart(SqliteJournal journal) : IHealthPart
{
    public const string PartName = "storage";

    public string Name => PartName;

    public PartHealth Read()
    {
        var health = journal.Health;
        var part = health.Healthy
            ? PartHealth.Healthy(health.Code, $"It takes writes. {journal.Recovery.Words}")
            : PartHealth.Unhealthy(health.Code, health.Found, StorageStates.MeansNoTurns, health.Remedy);
        return part with { Since = health.Since, Counts = Counts(journal.Recovery) };
    }

    private static ImmutableSortedDictionary<string, long> Counts(JournalRecovery recovery) => ImmutableSortedDictionary<string, long>.Empty
        .Add("events_at_start", recovery.LastPosition)
        .Add("log_bytes_recovered_at_start", recovery.LogBytes)
        .Add("turns_without_end_at_start", recovery.OpenTurns);
}
