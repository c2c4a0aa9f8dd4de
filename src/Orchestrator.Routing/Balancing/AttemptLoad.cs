namespace Orchestrator.Routing;

/// <summary>One attempt's part in its target's load, until it is disposed of. One thread at a time.</summary>
public sealed class AttemptLoad : IDisposable
{
    private readonly TargetLoads _loads;
    private readonly TargetLoads.Entry _entry;
    private readonly LinkedListNode<long> _waiting;
    private bool _ended;

    internal AttemptLoad(TargetLoads loads, TargetLoads.Entry entry) => (_loads, _entry, _waiting) = (loads, entry, loads.Start(entry));

    /// <summary>The first content came.</summary>
    public void HasContent() => _loads.Waited(_entry, _waiting, hasContent: true, TimeSpan.Zero);

    /// <summary>The target failed it. Without content so far, that counts as a long wait.</summary>
    public void Failed() => _loads.Waited(_entry, _waiting, hasContent: false, TargetLoads.LeastWaitOfFailure);

    /// <summary>The attempt is over, however it went.</summary>
    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        _loads.Waited(_entry, _waiting, hasContent: false, TimeSpan.Zero);
        TargetLoads.End(_entry);
    }
}
