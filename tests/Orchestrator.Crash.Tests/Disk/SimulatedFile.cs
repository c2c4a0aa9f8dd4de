using Orchestrator.Crash.Tests.Vfs;

namespace Orchestrator.Crash.Tests.Disk;

/// <summary>A file: what is surely on the disk, what programs see, and the changes between. Its disk's lock guards it.</summary>
internal sealed class SimulatedFile(string name, Image durable)
{
    /// <summary>The name it was made under.</summary>
    public string Name => name;

    public Image Durable { get; } = durable;

    public Image Current { get; } = durable.Copy();

    public List<FileChange> Unsynced { get; } = [];

    /// <summary>SQLite's locks on it.</summary>
    public FileLocks Locks { get; } = new();

    /// <summary>SQLite's shared memory beside it; gone with the process, as real shared memory is with the machine.</summary>
    public SharedMemory Shared { get; } = new();

    public void Change(FileChange change)
    {
        change.ApplyTo(Current);
        Unsynced.Add(change);
    }

    public void Sync()
    {
        foreach (var change in Unsynced)
            change.ApplyTo(Durable);
        Unsynced.Clear();
    }

    /// <summary>The same file on the disk as a killed process leaves it.</summary>
    /// <param name="steps">How many steps the killed process made.</param>
    public SimulatedFile AfterKill(int steps)
    {
        var copy = new SimulatedFile(name, Durable.Copy());
        copy.Current.SetLength(0);
        copy.Current.Write(0, Current.Bytes);
        copy.Unsynced.AddRange(Unsynced.Select(c => c with { Number = c.Number - steps }));
        return copy;
    }

    /// <summary>
    /// A sync failed: the changes can still be read, and no later sync writes them, as Linux does
    /// (https://wiki.postgresql.org/wiki/Fsync_Errors).
    /// </summary>
    public void Forget() => Unsynced.Clear();
}
