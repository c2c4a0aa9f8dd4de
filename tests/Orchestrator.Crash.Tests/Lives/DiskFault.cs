using Orchestrator.Crash.Tests.Disk;
using static SQLitePCL.raw;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>How a disk fails.</summary>
public enum DiskFault
{
    /// <summary>It has no room for what is written.</summary>
    Full,

    /// <summary>It takes no change.</summary>
    ReadOnly,

    /// <summary>Writing fails.</summary>
    Writing,

    /// <summary>Syncing fails, and what was to be synced is lost.</summary>
    Syncing,

    /// <summary>Making and deleting files fails.</summary>
    Naming,

    /// <summary>Reading fails.</summary>
    Reading,

    /// <summary>Reading gives less than there is.</summary>
    ShortRead,
}

internal static class DiskFaults
{
    /// <summary>The code with which a step fails; null for steps that the fault does not meet.</summary>
    public static int? Code(this DiskFault fault, DiskAct act) => (fault, act) switch
    {
        (DiskFault.Full, DiskAct.Write or DiskAct.Create) => SQLITE_FULL,
        (DiskFault.ReadOnly, < DiskAct.Read) => SQLITE_READONLY,
        (DiskFault.Writing, DiskAct.Write or DiskAct.Truncate) => SQLITE_IOERR_WRITE,
        (DiskFault.Syncing, DiskAct.Sync) => SQLITE_IOERR_FSYNC,
        (DiskFault.Naming, DiskAct.Create or DiskAct.Delete or DiskAct.SyncNames) => SQLITE_IOERR,
        (DiskFault.Reading, DiskAct.Read) => SQLITE_IOERR_READ,
        (DiskFault.ShortRead, DiskAct.Read) => SQLITE_IOERR_SHORT_READ,
        _ => null,
    };
}
