namespace Orchestrator.Storage;

/// <summary>What a store of conversations can be, with a stable code each (<see cref="StorageStates.Code"/>).</summary>
public enum StorageState
{
    /// <summary>It takes writes.</summary>
    Ok = 0,

    /// <summary>The disk, the quota or the configured size is used up.</summary>
    Full = 1,

    /// <summary>The file, its directory or its file system cannot be written by this process.</summary>
    ReadOnly = 2,

    /// <summary>The disk fails to read or write.</summary>
    IoError = 3,

    /// <summary>Another program holds a lock on the file.</summary>
    Locked = 4,

    /// <summary>The file is damaged. It is never repaired by itself, and nothing more is written to it.</summary>
    Corrupt = 5,

    /// <summary>The file or its directory is missing or cannot be opened.</summary>
    Missing = 6,

    /// <summary>A newer program wrote the file.</summary>
    NewerSchema = 7,

    /// <summary>The file is a database of another program.</summary>
    NotAJournal = 8,

    /// <summary>Another process owns the data directory.</summary>
    InUse = 9,

    /// <summary>It failed in a way that has no name here.</summary>
    Failed = 10,
}
