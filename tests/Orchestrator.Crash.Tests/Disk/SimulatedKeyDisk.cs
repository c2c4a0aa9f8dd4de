using Orchestrator.Storage.Protection;
using static SQLitePCL.raw;

namespace Orchestrator.Crash.Tests.Disk;

/// <summary>The file of wrapped keys on the same simulated disk as the journal.</summary>
internal sealed class SimulatedKeyDisk(SimulatedDisk disk) : IKeyFileDisk
{
    public byte[]? Read(string path)
    {
        if (!disk.Exists(path))
            return null;
        Check(disk.Open(path, create: false, out var file, out _));
        var bytes = new byte[disk.Length(file!)];
        Check(disk.Read(file!, 0, bytes));
        return bytes;
    }

    public void Create(string path, ReadOnlySpan<byte> content)
    {
        Delete(path);
        Check(disk.Open(path, create: true, out var file, out _));
        Check(disk.Write(file!, 0, content));
        Check(disk.Sync(file!));
    }

    public void Append(string path, ReadOnlySpan<byte> content)
    {
        Check(disk.Open(path, create: false, out var file, out _));
        Check(disk.Write(file!, disk.Length(file!), content));
        Check(disk.Sync(file!));
    }

    public void Rename(string from, string to) => Check(disk.Rename(from, to));

    public void Exchange(string fresh, string path, string former)
    {
        Check(disk.Link(path, former));
        Check(disk.Rename(fresh, path));
    }

    public void Blank(string path, int length)
    {
        Check(disk.Open(path, create: false, out var file, out _));
        Check(disk.Write(file!, 0, new byte[Math.Min(length, disk.Length(file!))]));
        Check(disk.Sync(file!));
    }

    public void Delete(string path)
    {
        if (disk.Exists(path))
            Check(disk.Delete(path, sync: false));
    }

    public void FlushNames(string directory) => Check(disk.SyncNames());

    // As .NET tells of them.
    private static void Check(int code)
    {
        if (code == SQLITE_READONLY)
            throw new UnauthorizedAccessException("The simulated disk is read-only.");
        if (code != SQLITE_OK)
            throw new IOException($"The simulated disk says {code}.", code == SQLITE_FULL ? 28 : 5);
    }
}
