namespace Orchestrator.Load.Driving;

/// <summary>Numbers that are given once in a run. Thread-safe.</summary>
internal sealed class PromptNumbers
{
    private long _last;

    public long Next() => Interlocked.Increment(ref _last);
}
