using Orchestrator.Storage.Protection;

namespace Orchestrator.Storage.Sqlite;

/// <summary>How SQLite is run under the journal. The defaults are what the journal promises; tests put it on a disk that fails.</summary>
internal sealed record SqliteEngineOptions
{
    /// <summary>The name of SQLite's file system; null for the operating system's.</summary>
    public string? Vfs { get; init; }

    /// <summary>Makes the names in a directory durable.</summary>
    public Action<string> FlushNames { get; init; } = DirectorySync.Flush;

    /// <summary>A file's bytes before SQLite opens it; null when it is not there.</summary>
    public Func<string, byte[]?> ReadWhole { get; init; } = SqliteIntegrity.ReadWhole;

    /// <summary>Whether a commit waits until it is on the disk. A journal without it loses what it acknowledged.</summary>
    public bool Synced { get; init; } = true;

    /// <summary>How many pages the log holds before it is folded into the file.</summary>
    public int CheckpointPages { get; init; } = 1000;
}
