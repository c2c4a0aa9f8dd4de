namespace Orchestrator.StandIn.Faults;

/// <summary>The faults that wait for requests, in the order they were set. Thread-safe.</summary>
internal sealed class FaultQueue
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Fault> _faults = [];

    public void Add(Fault fault)
    {
        lock (_gate)
            _faults.AddLast(fault);
    }

    public void Clear()
    {
        lock (_gate)
            _faults.Clear();
    }

    public Fault[] Waiting()
    {
        lock (_gate)
            return [.. _faults];
    }

    /// <summary>The fault of the next request, if one waits.</summary>
    public Fault? Take()
    {
        lock (_gate)
        {
            if (_faults.First is not { Value: var fault } first)
                return null;
            if (fault.Count is 1)
                _faults.RemoveFirst();
            else if (fault.Count is { } count)
                first.Value = fault with { Count = count - 1 };
            return fault;
        }
    }
}
