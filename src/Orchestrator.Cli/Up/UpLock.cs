namespace Orchestrator.Cli.Up;

/// <summary>One <c>up</c> for a data directory. The operating system holds the lock and frees it when the process is gone, however it went.</summary>
internal sealed class UpLock : IDisposable
{
    private readonly FileStream _held;

    private UpLock(FileStream held) => _held = held;

    /// <summary>Takes the directory; null when another <c>up</c> has it.</summary>
    public static UpLock? TryTake(DataDirectory data)
    {
        try
        {
            return new(new FileStream(data.LockFile, PrivateFiles.Options(FileMode.OpenOrCreate, FileShare.None)));
        }
        catch (IOException) when (File.Exists(data.LockFile))
        {
            return null;
        }
    }

    public void Dispose() => _held.Dispose();
}
