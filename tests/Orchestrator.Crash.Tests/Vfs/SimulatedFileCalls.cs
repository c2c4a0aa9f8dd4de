using System.Runtime.InteropServices;
using static SQLitePCL.raw;

namespace Orchestrator.Crash.Tests.Vfs;

/// <summary>What SQLite calls on an open file. No exception may pass into SQLite: each becomes an I/O error and is kept for the test.</summary>
internal static unsafe class SimulatedFileCalls
{
    private const int PowersafeOverwrite = 0x1000;
    private const int SharedUnlock = 1;
    private const int SharedExclusive = 8;

    /// <summary>The table of these calls, for the life of the process.</summary>
    public static NativeFileMethods* Methods { get; } = Table();

    [UnmanagedCallersOnly]
    private static int Close(NativeFile* native)
    {
        var handle = GCHandle.FromIntPtr(native->State);
        var open = (OpenFile)handle.Target!;
        open.File.Locks.Lower(open, FileLocks.None);
        handle.Free();
        native->Methods = null;
        return SQLITE_OK;
    }

    [UnmanagedCallersOnly]
    private static int Read(NativeFile* native, byte* into, int count, long offset)
    {
        var open = File(native);
        try
        {
            return open.Vfs.Disk.Read(open.File, offset, new Span<byte>(into, count));
        }
        catch (Exception e)
        {
            open.Vfs.Failure = e;
            return SQLITE_IOERR_READ;
        }
    }

    [UnmanagedCallersOnly]
    private static int Write(NativeFile* native, byte* from, int count, long offset)
    {
        var open = File(native);
        try
        {
            return open.Vfs.Disk.Write(open.File, offset, new ReadOnlySpan<byte>(from, count));
        }
        catch (Exception e)
        {
            open.Vfs.Failure = e;
            return SQLITE_IOERR_WRITE;
        }
    }

    [UnmanagedCallersOnly]
    private static int Truncate(NativeFile* native, long length)
    {
        var open = File(native);
        try
        {
            return open.Vfs.Disk.Truncate(open.File, length);
        }
        catch (Exception e)
        {
            open.Vfs.Failure = e;
            return SQLITE_IOERR_TRUNCATE;
        }
    }

    [UnmanagedCallersOnly]
    private static int Sync(NativeFile* native, int flags)
    {
        var open = File(native);
        try
        {
            if (open.Vfs.Disk.Sync(open.File) is var code and not SQLITE_OK)
                return code;
            if (!open.SyncsItsName)
                return SQLITE_OK;
            open.SyncsItsName = false;
            return open.Vfs.Disk.SyncNames();
        }
        catch (Exception e)
        {
            open.Vfs.Failure = e;
            return SQLITE_IOERR_FSYNC;
        }
    }

    [UnmanagedCallersOnly]
    private static int Size(NativeFile* native, long* size)
    {
        var open = File(native);
        *size = open.Vfs.Disk.Length(open.File);
        return open.Vfs.Disk.Crashed ? SQLITE_IOERR_FSTAT : SQLITE_OK;
    }

    [UnmanagedCallersOnly]
    private static int Lock(NativeFile* native, int level)
    {
        var open = File(native);
        return open.File.Locks.TryRaise(open, level) ? SQLITE_OK : SQLITE_BUSY;
    }

    [UnmanagedCallersOnly]
    private static int Unlock(NativeFile* native, int level)
    {
        var open = File(native);
        open.File.Locks.Lower(open, level);
        return SQLITE_OK;
    }

    [UnmanagedCallersOnly]
    private static int CheckReservedLock(NativeFile* native, int* result)
    {
        *result = File(native).File.Locks.IsReserved() ? 1 : 0;
        return SQLITE_OK;
    }

    [UnmanagedCallersOnly]
    private static int Control(NativeFile* native, int operation, void* argument) => SQLITE_NOTFOUND;

    [UnmanagedCallersOnly]
    private static int SectorSize(NativeFile* native) => 4096;

    // What SQLite's own file system promises on Linux: a torn write harms nothing outside its range.
    [UnmanagedCallersOnly]
    private static int Characteristics(NativeFile* native) => PowersafeOverwrite;

    [UnmanagedCallersOnly]
    private static int SharedMap(NativeFile* native, int region, int size, int extend, void** address)
    {
        var open = File(native);
        *address = (void*)open.File.Shared.Map(open, region, size, extend != 0);
        return SQLITE_OK;
    }

    [UnmanagedCallersOnly]
    private static int SharedLock(NativeFile* native, int first, int count, int flags)
    {
        var open = File(native);
        try
        {
            if ((flags & SharedUnlock) != 0)
            {
                open.File.Shared.Unlock(open, first, count);
                return SQLITE_OK;
            }

            var exclusive = (flags & SharedExclusive) != 0;
            if (exclusive && first == 0 && count == 1)
                open.Vfs.BeforeWriteLock?.Invoke();
            return open.File.Shared.TryLock(open, first, count, exclusive) ? SQLITE_OK : SQLITE_BUSY;
        }
        catch (Exception e)
        {
            open.Vfs.Failure = e;
            return SQLITE_IOERR_SHMLOCK;
        }
    }

    [UnmanagedCallersOnly]
    private static void SharedBarrier(NativeFile* native) => Interlocked.MemoryBarrier();

    [UnmanagedCallersOnly]
    private static int SharedUnmap(NativeFile* native, int delete)
    {
        var open = File(native);
        open.File.Shared.Unmap(open);
        return SQLITE_OK;
    }

    private static OpenFile File(NativeFile* native) => (OpenFile)GCHandle.FromIntPtr(native->State).Target!;

    private static NativeFileMethods* Table()
    {
        var table = (NativeFileMethods*)NativeMemory.AllocZeroed((nuint)sizeof(NativeFileMethods));
        *table = new()
        {
            Version = 2,
            Close = &Close,
            Read = &Read,
            Write = &Write,
            Truncate = &Truncate,
            Sync = &Sync,
            Size = &Size,
            Lock = &Lock,
            Unlock = &Unlock,
            CheckReservedLock = &CheckReservedLock,
            Control = &Control,
            SectorSize = &SectorSize,
            Characteristics = &Characteristics,
            SharedMap = &SharedMap,
            SharedLock = &SharedLock,
            SharedBarrier = &SharedBarrier,
            SharedUnmap = &SharedUnmap,
        };
        return table;
    }
}
