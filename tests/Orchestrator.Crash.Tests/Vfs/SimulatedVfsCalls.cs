using System.Runtime.InteropServices;
using static SQLitePCL.raw;

namespace Orchestrator.Crash.Tests.Vfs;

/// <summary>What SQLite calls to open, delete and find files.</summary>
internal static unsafe class SimulatedVfsCalls
{
    private const int CreatesLog = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;

    [UnmanagedCallersOnly]
    public static int Open(NativeVfs* native, byte* name, NativeFile* file, int flags, int* outFlags)
    {
        file->Methods = null; // SQLite closes only what has methods.
        var vfs = Vfs(native);
        try
        {
            var path = Text(name);
            var code = vfs.Disk.Open(path, (flags & SQLITE_OPEN_CREATE) != 0, out var found, out var created);
            if (code != SQLITE_OK)
                return code;
            file->Methods = SimulatedFileCalls.Methods;
            file->State = GCHandle.ToIntPtr(GCHandle.Alloc(new OpenFile(vfs, found!, created && (flags & CreatesLog) != 0)));
            if (outFlags is not null)
                *outFlags = flags;
            return SQLITE_OK;
        }
        catch (Exception e)
        {
            vfs.Failure = e;
            return SQLITE_CANTOPEN;
        }
    }

    [UnmanagedCallersOnly]
    public static int Delete(NativeVfs* native, byte* name, int syncDirectory)
    {
        var vfs = Vfs(native);
        try
        {
            return vfs.Disk.Delete(Text(name)!, syncDirectory != 0);
        }
        catch (Exception e)
        {
            vfs.Failure = e;
            return SQLITE_IOERR_DELETE;
        }
    }

    [UnmanagedCallersOnly]
    public static int Access(NativeVfs* native, byte* name, int flags, int* result)
    {
        var vfs = Vfs(native);
        *result = vfs.Disk.Exists(Text(name)!) ? 1 : 0;
        return vfs.Disk.Crashed ? SQLITE_IOERR_ACCESS : SQLITE_OK;
    }

    [UnmanagedCallersOnly]
    public static int FullPath(NativeVfs* native, byte* name, int size, byte* path)
    {
        var bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
        if (bytes.Length >= size)
            return SQLITE_CANTOPEN;
        bytes.CopyTo(new Span<byte>(path, size));
        path[bytes.Length] = 0;
        return SQLITE_OK;
    }

    private static SimulatedVfs Vfs(NativeVfs* native) => (SimulatedVfs)GCHandle.FromIntPtr(native->State).Target!;

    private static string? Text(byte* name) => Marshal.PtrToStringUTF8((nint)name);
}
