using Orchestrator.Storage.Ownership;

namespace Orchestrator.Storage.Protection;

/// <summary>The file of wrapped keys on a disk, readable by its owner alone.</summary>
internal sealed class KeyFileStore(string path) : IKeyFileStore
{
    // The head holds the wrapped key-encryption key, without which nothing else of an old file opens.
    private const int Head = 4096;

    private readonly string _directory = System.IO.Path.GetDirectoryName(path)!;

    public string Path => path;

    public byte[]? Read() => File.Exists(path) ? File.ReadAllBytes(path) : null;

    public void Append(ReadOnlySpan<byte> block)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Seek(0, SeekOrigin.End);
        file.Write(block);
        file.Flush(flushToDisk: true);
    }

    public void Replace(ReadOnlySpan<byte> whole)
    {
        var draft = path + ".new";
        File.Delete(draft);
        using (var file = new FileStream(draft, DirectoryOwnership.Private(FileMode.CreateNew, FileShare.None)))
        {
            file.Write(whole);
            file.Flush(flushToDisk: true);
        }

        // Held open, so that the old file can still be reached once it has no name.
        using var old = File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0) : null;
        File.Move(draft, path, overwrite: true);
        DirectorySync.Flush(_directory);
        if (old is not null)
            Blank(old);
    }

    // A disk may keep the overwritten bytes all the same: an older copy of this file is only void once the top key is rotated.
    private static void Blank(FileStream old)
    {
        old.Write(new byte[Math.Min(Head, old.Length)]);
        old.Flush(flushToDisk: true);
    }
}
