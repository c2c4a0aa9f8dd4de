using System.Security.Cryptography;
using Orchestrator.Storage.Ownership;

namespace Orchestrator.Storage.Protection;

/// <summary>
/// The top key of a machine where nobody gave one: a file beside what it protects. It keeps the promise of erasure, not that of secrecy:
/// whoever has the directory has the key.
/// </summary>
internal static class DevelopmentKey
{
    public static string PathIn(string dataDirectory) => Path.Combine(Path.GetFullPath(dataDirectory), "development-top.key");

    /// <summary>The key, or null when there is none.</summary>
    /// <exception cref="KeyRingException">The file is no key, or open to others.</exception>
    public static async Task<TopKey?> FindAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var path = PathIn(dataDirectory);
        return File.Exists(path) ? await TopKeySource.LoadAsync(new() { File = path }, KeyRingOptions.Section, cancellationToken) : null;
    }

    /// <summary>Makes the key; durable when it returns.</summary>
    public static TopKey Create(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        var draft = path + ".new";
        File.Delete(draft);
        var key = RandomNumberGenerator.GetBytes(TopKey.Size);
        using (var file = new FileStream(draft, DirectoryOwnership.Private(FileMode.CreateNew, FileShare.None)))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key) + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
        return new(key);
    }

    /// <summary>Overwrites and deletes the key, once nothing is wrapped by it any more.</summary>
    public static void Destroy(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(new byte[file.Length]);
            file.Flush(flushToDisk: true);
        }

        File.Delete(path);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }
}
