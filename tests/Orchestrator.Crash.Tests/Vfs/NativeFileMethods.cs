using System.Runtime.InteropServices;

namespace Orchestrator.Crash.Tests.Vfs;

/// <summary>SQLite's <c>sqlite3_io_methods</c>, version 2 (https://sqlite.org/c3ref/io_methods.html).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFileMethods
{
    public int Version;
    public delegate* unmanaged<NativeFile*, int> Close;
    public delegate* unmanaged<NativeFile*, byte*, int, long, int> Read;
    public delegate* unmanaged<NativeFile*, byte*, int, long, int> Write;
    public delegate* unmanaged<NativeFile*, long, int> Truncate;
    public delegate* unmanaged<NativeFile*, int, int> Sync;
    public delegate* unmanaged<NativeFile*, long*, int> Size;
    public delegate* unmanaged<NativeFile*, int, int> Lock;
    public delegate* unmanaged<NativeFile*, int, int> Unlock;
    public delegate* unmanaged<NativeFile*, int*, int> CheckReservedLock;
    public delegate* unmanaged<NativeFile*, int, void*, int> Control;
    public delegate* unmanaged<NativeFile*, int> SectorSize;
    public delegate* unmanaged<NativeFile*, int> Characteristics;
    public delegate* unmanaged<NativeFile*, int, int, int, void**, int> SharedMap;
    public delegate* unmanaged<NativeFile*, int, int, int, int> SharedLock;
    public delegate* unmanaged<NativeFile*, void> SharedBarrier;
    public delegate* unmanaged<NativeFile*, int, int> SharedUnmap;
}
