namespace Orchestrator.Storage.Sqlite;

/// <summary>A write that changes nothing, to learn whether the disk takes writes again. Nobody waits for it; health tells.</summary>
internal sealed class PendingProbe : PendingWrite
{
    public override void Apply(WriteSession session) => session.Probe();

    public override void Committed()
    {
    }

    public override void Failed(Exception failure)
    {
    }
}
