using System.Diagnostics.Metrics;

namespace Orchestrator.Link.Sessions;

/// <summary>Metrics of links, at either end: <c>Orchestrator.Link</c>. Thread-safe.</summary>
internal sealed class LinkInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Orchestrator.Link";

    private readonly Meter _meter;
    private readonly Counter<long> _relayedBytes;
    private readonly UpDownCounter<int> _nodes;
    private readonly Counter<long> _connected;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _failed;

    public LinkInstruments(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _relayedBytes = _meter.CreateCounter<long>("orchestrator.link.relayed", "By", "Sealed bytes carried between nodes of a site.");
        _nodes = _meter.CreateUpDownCounter<int>("orchestrator.link.nodes", "{node}", "Nodes linked now.");
        _connected = _meter.CreateCounter<long>("orchestrator.link.sessions", "{session}", "Links that came up.");
        _lost = _meter.CreateCounter<long>("orchestrator.link.sessions.ended", "{session}", "Links that ended, by reason.");
        _failed = _meter.CreateCounter<long>("orchestrator.link.invocations.failed", "{invocation}", "Invocations that failed because their link ended, by reason.");
    }

    public void Relayed(int bytes, string direction) => _relayedBytes.Add(bytes, new KeyValuePair<string, object?>("direction", direction));

    public void Linked(int change) => _nodes.Add(change);

    public void Connected() => _connected.Add(1);

    public void Lost(LinkEnding ending)
    {
        var reason = new KeyValuePair<string, object?>("reason", ending.MetricReason);
        _lost.Add(1, reason);
        if (ending.FailedInvocations > 0)
            _failed.Add(ending.FailedInvocations, reason);
    }

    public void Dispose() => _meter.Dispose();
}
