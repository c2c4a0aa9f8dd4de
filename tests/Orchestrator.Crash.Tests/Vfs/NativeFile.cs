using System.Runtime.InteropServices;

namespace Orchestrator.Crash.Tests.Vfs;

/// <summary>SQLite's <c>sqlite3_file</c>, followed by our handle.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFile
{
    public NativeFileMethods* Methods;
    public nint State;
}
