using System.Diagnostics.Metrics;

namespace Orchestrator.Link.Cluster;

/// <summary>Metrics of the hub: <c>Orchestrator.Link</c>. Thread-safe.</summary>
internal sealed class LinkInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Orchestrator.Link";

    private readonly Meter _meter;
    private readonly Counter<long> _relayedBytes;
    private readonly UpDownCounter<int> _nodes;

    public LinkInstruments(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _relayedBytes = _meter.CreateCounter<long>("orchestrator.link.relayed", "By", "Sealed bytes carried between nodes of a site.");
        _nodes = _meter.CreateUpDownCounter<int>("orchestrator.link.nodes", "{node}", "Nodes linked now.");
    }

    public void Relayed(int bytes, string direction) => _relayedBytes.Add(bytes, new KeyValuePair<string, object?>("direction", direction));

    public void Linked(int change) => _nodes.Add(change);

    public void Dispose() => _meter.Dispose();
}
