namespace Orchestrator.Cli.Up;

/// <summary>One <c>up</c> for a data directory. The operating system holds the lock and frees it when the process is gone, however it went.</summary>
internal sealed class UpLock : IDisposable
{
    // Sharing violation on Windows; EWOULDBLOCK on Linux (11) and macOS (35), which .NET reports as the HResult.
    private static readonly int[] InUse = [unchecked((int)0x80070020), unchecked((int)0x80070021), 11, 35];

    private readonly FileStream _held;

    private UpLock(FileStream held) => _held = held;

    /// <summary>Takes the directory; null when another <c>up</c> has it.</summary>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written by this user.</exception>
    public static UpLock? TryTake(DataDirectory data)
    {
        try
        {
            return new(new FileStream(data.LockFile, PrivateFiles.Options(FileMode.OpenOrCreate, FileShare.None)));
        }
        catch (IOException e) when (InUse.Contains(e.HResult))
        {
            return null;
        }
    }

    public void Dispose() => _held.Dispose();
}
