using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orchestrator.Api.Health;
using Orchestrator.Hosting.Serving;
using Orchestrator.Storage;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Hosting.Health;

/// <summary>Whether the journal can keep its promises now, and what it was left with by the process before.</summary>
internal sealed class StoragePart(SqliteJournal journal, IOptions<ServingOptions> options) : IHealthPart
{
    public const string PartName = "storage";

    /// <summary>A commit, its log and a checkpoint want some room; below this, in bytes, turns are about to be refused.</summary>
    private const long NearlyFull = 20 * 1024 * 1024;

    public string Name => PartName;

    public PartHealth Read()
    {
        var health = journal.Health;
        if (health.Healthy && FreeBytes() is { } free and < NearlyFull)
        {
            return PartHealth.Degraded(
                "STORAGE_NEARLY_FULL", $"The disk has {free / 1024} KiB left.", "Turns are refused once it is full.", "Free some space.") with
            { Counts = Counts(journal.Recovery) };
        }

        var part = health.Healthy
            ? PartHealth.Healthy(health.Code, journal.Recovery.OpenTurns == 0 ? "It takes writes." : $"It takes writes. {journal.Recovery.Words}")
            : PartHealth.Unhealthy(health.Code, health.Found, StorageStates.MeansNoTurns, health.Remedy);
        return part with { Since = health.Since, Counts = Counts(journal.Recovery) };
    }

    private static ImmutableSortedDictionary<string, long> Counts(JournalRecovery recovery) => ImmutableSortedDictionary<string, long>.Empty
        .Add("events_at_start", recovery.LastPosition)
        .Add("log_bytes_recovered_at_start", recovery.LogBytes)
        .Add("turns_without_end_at_start", recovery.OpenTurns);

    private long? FreeBytes()
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(options.Value.DataDirectory)).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // The first write that fails will tell.
        }
    }
}
