using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Storage.Sqlite;

/// <summary>Where and how the embedded journal keeps conversations; configuration section <c>Orchestrator:Storage</c>.</summary>
public sealed class SqliteJournalOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Orchestrator:Storage";

    /// <summary>The directory that this process owns; made if it is missing, readable by its owner alone.</summary>
    /// <value>No default: it must be named.</value>
    [Required(AllowEmptyStrings = false, ErrorMessage = $"{Section}:DataDirectory must name the directory that keeps the conversations.")]
    public string DataDirectory { get; set; } = "";

    /// <summary>How many appends may wait for the disk; further callers wait before they are queued.</summary>
    /// <value>1024 by default; 1 to 1,000,000.</value>
    [Range(1, 1_000_000, ErrorMessage = $"{Section}:QueueCapacity must be between 1 and 1000000.")]
    public int QueueCapacity { get; set; } = 1024;

    /// <summary>The most appends that share one commit, and so one fsync.</summary>
    /// <value>256 by default; 1 to 10,000.</value>
    [Range(1, 10_000, ErrorMessage = $"{Section}:MaxBatch must be between 1 and 10000.")]
    public int MaxBatch { get; set; } = 256;

    /// <summary>How many reads may run at once.</summary>
    /// <value>4 by default; 1 to 64.</value>
    [Range(1, 64, ErrorMessage = $"{Section}:Readers must be between 1 and 64.")]
    public int Readers { get; set; } = 4;

    /// <summary>The largest size of the database file in bytes; appends beyond it are refused as on a full disk.</summary>
    /// <value>Null by default: as large as the disk. At least 1 MiB.</value>
    [Range(1 << 20, long.MaxValue, ErrorMessage = $"{Section}:MaxSizeBytes must be at least 1048576.")]
    public long? MaxSizeBytes { get; set; }

    /// <summary>The tenant whose attempts are kept for a cluster to be told, as <see cref="Conversations.Usage.IUsageOutbox"/>; for a node.</summary>
    /// <value>Null by default: nobody is told.</value>
    public string? TellsUsageOf { get; set; }

    /// <summary>How SQLite itself is run; only tests change it.</summary>
    internal SqliteEngineOptions Engine { get; init; } = new();
}
