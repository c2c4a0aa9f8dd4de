using System.Runtime.InteropServices;

namespace Orchestrator.Crash.Tests.Vfs;

/// <summary>SQLite's <c>sqlite3_vfs</c>, version 2 (https://sqlite.org/c3ref/vfs.html).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeVfs
{
    public int Version;
    public int FileSize;
    public int MaxPath;
    public NativeVfs* Next;
    public byte* Name;
    public nint State;
    public delegate* unmanaged<NativeVfs*, byte*, NativeFile*, int, int*, int> Open;
    public delegate* unmanaged<NativeVfs*, byte*, int, int> Delete;
    public delegate* unmanaged<NativeVfs*, byte*, int, int*, int> Access;
    public delegate* unmanaged<NativeVfs*, byte*, int, byte*, int> FullPath;
    public nint LibraryOpen, LibraryError, LibrarySymbol, LibraryClose;
    public nint Randomness, Sleep, CurrentTime, LastError;
    public nint CurrentTime64;
    public nint SetSystemCall, GetSystemCall, NextSystemCall;
}
