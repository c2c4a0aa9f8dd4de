namespace Orchestrator.StandIn.Capture;

/// <summary>The last requests, for tests that search what a provider was sent. Thread-safe.</summary>
internal sealed class RequestCapture
{
    private const int Kept = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<CapturedRequest> _requests = new();

    public void Add(CapturedRequest request)
    {
        lock (_gate)
        {
            _requests.Enqueue(request);
            if (_requests.Count > Kept)
                _requests.Dequeue();
        }
    }

    public CapturedRequest[] All()
    {
        lock (_gate)
            return [.. _requests];
    }

    public void Clear()
    {
        lock (_gate)
            _requests.Clear();
    }
}
