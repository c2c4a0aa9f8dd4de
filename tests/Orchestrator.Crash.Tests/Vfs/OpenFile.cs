using Orchestrator.Crash.Tests.Disk;

namespace Orchestrator.Crash.Tests.Vfs;

/// <summary>A file that a connection has open; the holder of its locks.</summary>
/// <param name="vfs">The file system.</param>
/// <param name="file">The file.</param>
/// <param name="syncsItsName">The next sync makes its name durable too, as SQLite's own file systems do for a log that they made.</param>
internal sealed class OpenFile(SimulatedVfs vfs, SimulatedFile file, bool syncsItsName)
{
    public SimulatedVfs Vfs => vfs;

    public SimulatedFile File => file;

    public bool SyncsItsName { get; set; } = syncsItsName;
}
