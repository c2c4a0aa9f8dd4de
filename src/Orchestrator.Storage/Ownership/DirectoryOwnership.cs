using System.Reflection;
using System.Text.Json;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Storage.Ownership;

/// <summary>
/// Ownership of a data directory by one process, until disposed. The operating system's lock on <c>owner.lock</c> decides, so that a
/// killed owner frees the directory at once; <c>owner.json</c> beside it only tells people who it is, and may be stale.
/// </summary>
public sealed class DirectoryOwnership : IDisposable
{
    private const string LockFile = "owner.lock";
    private const string OwnerFile = "owner.json";

    // Sharing and lock violations on Windows; EWOULDBLOCK on Linux (11) and macOS (35), which .NET reports as the HResult.
    private static readonly int[] InUse = [unchecked((int)0x80070020), unchecked((int)0x80070021), 11, 35];

    private readonly FileStream _lock;
    private readonly string _directory;
    private bool _disposed;

    private DirectoryOwnership(string directory, FileStream held) => (_directory, _lock) = (directory, held);

    /// <summary>Takes the directory, making it if needed, readable by its owner alone.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process, or another journal of this one, owns it.</exception>
    public static DirectoryOwnership Take(string directory, TimeProvider time)
    {
        CreatePrivate(directory);
        var ownership = new DirectoryOwnership(directory, Lock(directory));
        try
        {
            ownership.WriteOwner(time.GetUtcNow());
            return ownership;
        }
        catch
        {
            ownership.Dispose();
            throw;
        }
    }

    /// <summary>Makes an empty file that only its owner can read, unless it is there.</summary>
    internal static void CreatePrivateFile(string path)
    {
        using var created = new FileStream(path, Private(FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete));
    }

    /// <summary>Gives the directory up.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        // Before the lock goes, so that the next owner's file is never the one deleted. The lock file itself stays: deleting it
        // would let a process lock a file that is no longer there.
        try
        {
            File.Delete(Path.Combine(_directory, OwnerFile));
        }
        finally
        {
            _lock.Dispose();
        }
    }

    /// <summary>Makes a directory that only its owner can read, unless it is there.</summary>
    internal static void CreatePrivate(string directory)
    {
        if (Directory.Exists(directory))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // Or a power cut could take the whole directory, however well its files are synced.
        if (Path.GetDirectoryName(Path.GetFullPath(directory)) is { } parent)
            DirectorySync.Flush(parent);
    }

    private static FileStream Lock(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, LockFile), Private(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException e) when (InUse.Contains(e.HResult))
        {
            throw new DataDirectoryInUseException(directory, ReadOwner(directory), e);
        }
    }

    /// <summary>Whether a process owns the directory now. It looks through a shared lock, for an instant.</summary>
    public static bool IsHeld(string directory)
    {
        try
        {
            using var look = new FileStream(Path.Combine(directory, LockFile), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException e) when (InUse.Contains(e.HResult))
        {
            return true;
        }
    }

    /// <summary>Who wrote the owner file; null when there is none that can be read.</summary>
    public static DirectoryOwner? ReadOwner(string directory)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(directory, OwnerFile)), DirectoryOwnerJson.Default.DirectoryOwner);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null; // The holder is just starting or ending; the refusal stands without its name.
        }
    }

    /// <summary>Options of a file that only its owner can read.</summary>
    internal static FileStreamOptions Private(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private void WriteOwner(DateTimeOffset now)
    {
        // The program's own name: the process of a .NET program is often just called "dotnet".
        var name = Assembly.GetEntryAssembly()?.GetName().Name ?? Path.GetFileNameWithoutExtension(Environment.ProcessPath) ?? "unknown";
        var owner = new DirectoryOwner(Environment.ProcessId, name, Environment.MachineName, now);
        var path = Path.Combine(_directory, OwnerFile);
        var fresh = path + ".new";
        File.Delete(fresh);
        using (var file = new FileStream(fresh, Private(FileMode.CreateNew, FileShare.Read)))
            JsonSerializer.Serialize(file, owner, DirectoryOwnerJson.Default.DirectoryOwner);
        File.Move(fresh, path, overwrite: true);
    }
}
