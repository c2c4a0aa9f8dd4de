namespace Orchestrator.Link.Sealing;

/// <summary>
/// Lets each sealed request through once and only while it is fresh, so that whoever carries it cannot have it carried out
/// again. What it remembers ends with the process, so a request is for one incarnation of it: another start of the gateway
/// refuses it, without a clock or a file to trust. Bounded: when too many are fresh to remember, it lets nothing more through.
/// Thread-safe.
/// </summary>
internal sealed class SealedRequestGuard(TimeProvider time, string incarnation, int capacity = 65_536)
{
    /// <summary>How old a request may be, and how far ahead its sender's clock.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _byAge = new();
    private DateTimeOffset _forgotten = DateTimeOffset.MinValue;

    /// <summary>Notes that a request is carried out.</summary>
    /// <exception cref="SealException">It is stale or was carried out before.</exception>
    public void Admit(OpenedRequest request)
    {
        if (request.Incarnation != incarnation)
            throw new SealException("the sealed request is for an earlier start of this gateway");
        var now = time.GetUtcNow();
        if ((now - request.IssuedAt).Duration() > Freshness)
            throw new SealException("the sealed request is more than five minutes old, or its sender's clock differs by as much");
        lock (_gate)
        {
            while (_byAge.TryPeek(out var oldest, out var issued) && now - issued > Freshness)
            {
                _byAge.Dequeue();
                _seen.Remove(oldest);
                _forgotten = issued;
            }

            // A clock that went ahead and back again makes fresh what was forgotten.
            if (request.IssuedAt <= _forgotten)
                throw new SealException("the sealed request is older than what this gateway remembers; its clock went back");

            if (_seen.Count >= capacity)
                throw new SealException("too many sealed requests are fresh to tell repeated ones");
            if (!_seen.Add(request.Id))
                throw new SealException("the sealed request came before");
            _byAge.Enqueue(request.Id, request.IssuedAt);
        }
    }
}
