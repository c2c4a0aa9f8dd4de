namespace Orchestrator.Crash.Tests.Disk;

/// <summary>What of the changes that were not yet synced is found after a crash.</summary>
public enum Survival
{
    /// <summary>All of them, and still not synced: the process was killed, and the machine goes on.</summary>
    Killed,

    /// <summary>None of them.</summary>
    Nothing,

    /// <summary>All of them.</summary>
    Everything,

    /// <summary>The first ones, in the order in which they were made, across all files.</summary>
    Prefix,

    /// <summary>Any of them: the disk wrote in an order of its own.</summary>
    Subset,

    /// <summary>Any of them, and of each write only some sectors of 512 bytes.</summary>
    TornSectors,

    /// <summary>Any of them, and each write only up to some byte; the rest of its range is old or garbage.</summary>
    TornInside,
}
