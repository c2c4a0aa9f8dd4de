namespace Orchestrator.Storage;

/// <summary>The states of a store in plain words: for health, for <c>doctor</c>, for the log and for callers. Never a path, never content.</summary>
public static class StorageStates
{
    /// <summary>What a failed state means for users, while the process runs.</summary>
    public const string MeansNoTurns = "No turn is accepted (HTTP 503, gRPC UNAVAILABLE, STORAGE_UNAVAILABLE); what is kept can still be read and listed where the disk allows it.";

    /// <summary>The stable code, such as <c>STORAGE_FULL</c>.</summary>
    /// <param name="state">The state.</param>
    public static string Code(StorageState state) => state switch
    {
        StorageState.Ok => "STORAGE_OK",
        StorageState.Full => "STORAGE_FULL",
        StorageState.ReadOnly => "STORAGE_READ_ONLY",
        StorageState.IoError => "STORAGE_IO_ERROR",
        StorageState.Locked => "STORAGE_LOCKED",
        StorageState.Corrupt => "STORAGE_CORRUPT",
        StorageState.Missing => "STORAGE_MISSING",
        StorageState.NewerSchema => "STORAGE_NEWER_SCHEMA",
        StorageState.NotAJournal => "STORAGE_NOT_A_JOURNAL",
        StorageState.InUse => "STORAGE_IN_USE",
        _ => "STORAGE_FAILED",
    };

    /// <summary>What is the matter, as the end of a sentence that begins with the store: "is full: …".</summary>
    /// <param name="state">The state.</param>
    public static string Found(StorageState state) => state switch
    {
        StorageState.Ok => "takes writes",
        StorageState.Full => "is full: the disk has no free space, or the file reached its size limit",
        StorageState.ReadOnly => "cannot be written: the file, its directory or its file system is read-only for this process",
        StorageState.IoError => "lies on a disk that fails to read or write",
        StorageState.Locked => "is locked by another program that opened the file",
        StorageState.Corrupt => "is damaged",
        StorageState.Missing => "cannot be opened: the file or its directory is missing or not accessible",
        StorageState.NewerSchema => "was written by a newer program",
        StorageState.NotAJournal => "is not a journal of this program",
        StorageState.InUse => "belongs to another process",
        _ => "failed for a reason that the log names",
    };

    /// <summary>What the operator does; null when nothing. A process that runs goes on by itself where <see cref="MendsItself"/> says so.</summary>
    /// <param name="state">The state.</param>
    public static string? Remedy(StorageState state) => state switch
    {
        StorageState.Ok => null,
        StorageState.Full => "Free some space, or raise Orchestrator:Storage:MaxSizeBytes.",
        StorageState.ReadOnly => "Give this user write access to the data directory and its files, or mount the file system read-write.",
        StorageState.IoError => "Check the disk and the system's log.",
        StorageState.Locked => "Close that program.",
        StorageState.Corrupt => "Stop this process, keep a copy of the data directory, and restore a backup; 'orchestrator doctor --data <directory>' tells how far the damage goes. Nothing is repaired by itself.",
        StorageState.Missing => "Stop this process, put the data directory back, and start again.",
        StorageState.NewerSchema => "Run the newer program that wrote it, or use another data directory.",
        StorageState.NotAJournal => "Move the file away, or use another data directory.",
        StorageState.InUse => "Stop the process that owns it, or give this one another data directory.",
        _ => "See this process's log; 'orchestrator doctor --data <directory>' examines the file.",
    };

    /// <summary>Whether writing goes on by itself once the cause is gone.</summary>
    /// <param name="state">The state.</param>
    public static bool MendsItself(StorageState state) =>
        state is StorageState.Full or StorageState.ReadOnly or StorageState.IoError or StorageState.Locked or StorageState.Failed;
}
