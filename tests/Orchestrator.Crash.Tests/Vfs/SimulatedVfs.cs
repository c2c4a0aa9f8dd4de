using System.Runtime.InteropServices;
using Orchestrator.Crash.Tests.Disk;

namespace Orchestrator.Crash.Tests.Vfs;

/// <summary>A simulated disk as a file system of SQLite, under a name of its own until disposed. Connections must be closed before.</summary>
internal sealed unsafe partial class SimulatedVfs : IDisposable
{
    private const string Library = "e_sqlite3";
    private static int s_count;

    private readonly GCHandle _self;
    private NativeVfs* _native;

    public SimulatedVfs(SimulatedDisk disk)
    {
        Disk = disk;
        Name = $"simulated-{Interlocked.Increment(ref s_count)}";
        _self = GCHandle.Alloc(this);
        _native = (NativeVfs*)NativeMemory.AllocZeroed((nuint)sizeof(NativeVfs));

        // Randomness, sleep and the clock are the default file system's; it does not look at the structure for them.
        *_native = *Find(null);
        _native->Version = 2;
        _native->FileSize = sizeof(NativeFile);
        _native->Next = null;
        _native->Name = (byte*)Marshal.StringToCoTaskMemUTF8(Name);
        _native->State = GCHandle.ToIntPtr(_self);
        _native->Open = &SimulatedVfsCalls.Open;
        _native->Delete = &SimulatedVfsCalls.Delete;
        _native->Access = &SimulatedVfsCalls.Access;
        _native->FullPath = &SimulatedVfsCalls.FullPath;
        if (Register(_native, 0) is var code and not 0)
            throw new InvalidOperationException($"SQLite did not take the file system: {code}.");
    }

    public string Name { get; }

    public SimulatedDisk Disk { get; }

    /// <summary>Called on the writer's thread when a transaction is about to begin.</summary>
    public Action? BeforeWriteLock { get; set; }

    /// <summary>What went wrong in the file system itself; SQLite only saw an I/O error.</summary>
    public Exception? Failure { get; set; }

    public void Dispose()
    {
        if (_native is null)
            return;
        if (Unregister(_native) is var code and not 0)
            throw new InvalidOperationException($"SQLite did not give the file system back: {code}.");
        Marshal.FreeCoTaskMem((nint)_native->Name);
        NativeMemory.Free(_native);
        _native = null;
        _self.Free();
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_find")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial NativeVfs* Find(byte* name);

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_register")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial int Register(NativeVfs* vfs, int makeDefault);

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_unregister")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial int Unregister(NativeVfs* vfs);
}
