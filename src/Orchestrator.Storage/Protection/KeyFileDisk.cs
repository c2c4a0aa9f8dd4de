using Orchestrator.Storage.Ownership;

namespace Orchestrator.Storage.Protection;

/// <summary>The operating system's disk.</summary>
internal sealed class KeyFileDisk : IKeyFileDisk
{
    public byte[]? Read(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    public void Create(string path, ReadOnlySpan<byte> content)
    {
        File.Delete(path);
        using var file = new FileStream(path, DirectoryOwnership.Private(FileMode.CreateNew, FileShare.None));
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    public void Append(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Seek(0, SeekOrigin.End);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    public void Rename(string from, string to) => File.Move(from, to);

    // On Unix a second link to the old file and then a rename over its first; on Windows one call.
    public void Exchange(string fresh, string path, string former) => File.Replace(fresh, path, former, ignoreMetadataErrors: true);

    public void Blank(string path, int length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(new byte[Math.Min(length, file.Length)]);
        file.Flush(flushToDisk: true);
    }

    public void Delete(string path) => File.Delete(path);

    public void FlushNames(string directory) => DirectorySync.Flush(directory);
}
