namespace Orchestrator.Crash.Tests.Disk;

/// <summary>What is done to a disk. Everything before <see cref="Read"/> changes it and is a boundary at which a crash can come.</summary>
public enum DiskAct
{
    Create,
    Write,
    Truncate,
    Sync,
    Rename,
    Delete,
    SyncNames,
    Read,
    Open,
}
