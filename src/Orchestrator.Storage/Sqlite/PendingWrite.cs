namespace Orchestrator.Storage.Sqlite;

/// <summary>Something that waits for its turn on the writer's thread, and then for the commit that it is part of.</summary>
internal abstract class PendingWrite
{
    /// <summary>Writes within the open transaction. What it throws, everything in the transaction suffers.</summary>
    public abstract void Apply(WriteSession session);

    /// <summary>The commit is on the disk.</summary>
    public abstract void Committed();

    /// <summary>Nothing of the transaction is there.</summary>
    public abstract void Failed(Exception failure);
}
