using System.Collections.Immutable;
using Orchestrator.Storage.Ownership;

namespace Orchestrator.Storage;

/// <summary>What an examination of a data directory's journal found. Counts and states only, never content.</summary>
/// <param name="Directory">The directory's full path.</param>
/// <param name="State">What the file is.</param>
public sealed record JournalReport(string Directory, StorageState State)
{
    /// <summary>More on the state: the holder of a lock, the schema that was found, the first damage.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether a process owns the directory now.</summary>
    public bool Owned { get; init; }

    /// <summary>Who owns it, or owned it and was killed; null when that is not written down.</summary>
    public DirectoryOwner? Owner { get; init; }

    /// <summary>Other programs that have the file open, as far as the system tells.</summary>
    public ImmutableArray<FileHolder> AlsoOpenIn { get; init; } = [];

    /// <summary>What SQLite's check says, at most twenty lines; empty when it found nothing.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>Whether indexes were compared with tables too; for large files only on request.</summary>
    public bool Thorough { get; init; }

    /// <summary>The file's length in bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>The length of SQLite's log beside it, in bytes: committed work that is taken over at the next start.</summary>
    public long LogBytes { get; init; }

    /// <summary>How many conversations it keeps.</summary>
    public long Conversations { get; init; }

    /// <summary>How many events it keeps.</summary>
    public long Events { get; init; }

    /// <summary>Whether events lie in it that only the keys of its key file open.</summary>
    public bool NeedsKeys { get; init; }

    /// <summary>Turns without an end: running now, or interrupted when their process ended.</summary>
    public long OpenTurns { get; init; }

    /// <summary>When the open turn that waits longest had its last event; null when none is open.</summary>
    public DateTimeOffset? OldestOpenTurn { get; init; }
}
