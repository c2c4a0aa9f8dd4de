using System.Collections.Immutable;
using Google.Protobuf;
using Orchestrator.Link.Sessions;
using Orchestrator.Link.Wire;
using Orchestrator.Protocol;
using Orchestrator.Protocol.V1;
using NodeRole = Orchestrator.Link.Identity.NodeRole;

namespace Orchestrator.Link.Cluster;

/// <summary>One linked node at the cluster: its session and what it reported last. Thread-safe.</summary>
internal sealed class HubConnection : ILinkSessionHandler
{
    private readonly Action _changed;
    private readonly Func<HubConnection, LinkStream, CancellationToken, Task> _handle;
    private volatile LinkedNode _node;
    private volatile Reported _reported = new();
    private Offers? _offered;

    public HubConnection(LinkedNode node, Reported? reported, Action changed, Func<HubConnection, LinkStream, CancellationToken, Task> handle)
    {
        (_node, _changed, _handle) = (node, changed, handle);
        Take(reported ?? new());
    }

    /// <summary>The node as it is now.</summary>
    public LinkedNode Node => _node;

    /// <summary>The session; set once, before anybody else sees this.</summary>
    public LinkSession Session { get; set; } = null!;

    public bool SharesSiteWith(LinkedNode other) => _node.Tenant == other.Tenant && _node.Site == other.Site;

    /// <summary>What a node of the same site is offered of this one.</summary>
    public IEnumerable<GatewayOffer> Offers() => _node.Role != NodeRole.Gateway
        ? []
        : _reported.Targets.Select(target => new GatewayOffer { Node = _node.Id, Target = target, Certificate = _reported.Certificate, Incarnation = _reported.Incarnation });

    /// <summary>This gateway's target of an id, as nodes of its site reach it; null if it is none.</summary>
    public Target? Find(string target) => _node.Role != NodeRole.Gateway ? null
        : _node.Targets.FirstOrDefault(t => NodeTargetWire.LocalId(t.Id, _node.Id) == target) is { } found ? found with { Path = [Zone.Cluster], Sealed = true }
        : null;

    /// <summary>Tells the node what it can reach, unless it knows.</summary>
    public void Offer(Offers offers)
    {
        if (Interlocked.Exchange(ref _offered, offers) is not { } before || !before.Equals(offers))
            Session.Send(offers);
    }

    /// <summary>Notes what Welcome offered.</summary>
    public Offers OfferedAtWelcome(Offers offers)
    {
        _offered = offers;
        return offers;
    }

    public Task HandleAsync(LinkStream stream, CancellationToken cancellationToken) => _handle(this, stream, cancellationToken);

    public void Receive(IMessage frame)
    {
        if (frame is not Reported reported)
            return;
        Take(reported);
        _changed();
    }

    private void Take(Reported reported)
    {
        try
        {
            ImmutableArray<Target> targets = [.. reported.Targets.Select(t => NodeTargetWire.FromProto(t, _node.Id))];
            if (_node.Role == NodeRole.Device)
                targets = [.. targets.Select(t => t with { Zone = Zone.Device })];
            (_node, _reported) = (_node with { Targets = targets }, reported);
        }
        catch (WireFormatException malformed)
        {
            throw new LinkProtocolException($"what the node reports is malformed: {malformed.Message}");
        }
    }
}
