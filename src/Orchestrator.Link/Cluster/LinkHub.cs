using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Targets;
using Orchestrator.Conversations.Usage;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Sessions;
using Orchestrator.Link.Wire;
using Orchestrator.Privacy;
using Orchestrator.Privacy.Telemetry;
using Orchestrator.Protocol.V1;
using NodeRole = Orchestrator.Link.Identity.NodeRole;

namespace Orchestrator.Link.Cluster;

/// <summary>
/// The cluster's end of all links to this process: lets nodes in, tells each what it can reach, carries sealed invocations
/// between nodes of one site, and sends to providers what a node cleared. Thread-safe; a singleton.
/// </summary>
public sealed partial class LinkHub : LinkService.LinkServiceBase, ILinkHub, IDisposable
{
    private readonly LinkHubOptions _options;
    private readonly INodeDirectory _directory;
    private readonly ICloudTargets _clouds;
    private readonly IRelayExecutor _executor;
    private readonly EgressGate _gate;
    private readonly Ed25519ClearanceVerifier _verifier;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger<LinkHub> _logger;
    private readonly LinkInstruments _instruments;
    private readonly IBudgetBank? _budgets;
    private readonly IUsageInbox? _usage;
    private readonly NodeSpending? _nodes;
    private readonly ErasureOrders? _erasures;
    private readonly Lock _registering = new();
    private ImmutableDictionary<string, HubConnection> _connections = ImmutableDictionary<string, HubConnection>.Empty;

    /// <summary>Makes a hub; <see cref="LinkHubServices.AddLinkHub"/> registers one.</summary>
    /// <param name="options">How nodes are received.</param>
    /// <param name="directory">The nodes that may connect.</param>
    /// <param name="clouds">The providers that nodes may use.</param>
    /// <param name="executor">Sends to providers.</param>
    /// <param name="gate">Admits what nodes cleared.</param>
    /// <param name="lifetime">Ends all links when the process stops.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="meters">Makes the meter; null for one of its own.</param>
    /// <param name="budgets">Where nodes draw money; null when no tenant has a budget.</param>
    /// <param name="usage">Where what nodes' attempts took is kept; null when it is not.</param>
    /// <param name="nodes">Told of what nodes send to providers with a price.</param>
    /// <param name="erasures">Brings erasures to the nodes; null when nothing is erased here.</param>
    public LinkHub(
        IOptions<LinkHubOptions> options, INodeDirectory directory, ICloudTargets clouds, IRelayExecutor executor, EgressGate gate,
        IHostApplicationLifetime lifetime, TimeProvider time, ILogger<LinkHub> logger, IMeterFactory? meters = null, IBudgetBank? budgets = null, IUsageInbox? usage = null,
        NodeSpending? nodes = null, ErasureOrders? erasures = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clouds);
        (_options, _directory, _clouds, _executor, _gate) = (options.Value, directory, clouds, executor, gate);
        (_lifetime, _time, _logger, _verifier) = (lifetime, time, logger, new(directory));
        (_instruments, _budgets, _usage, _nodes, _erasures) = (new(meters), budgets, usage, nodes, erasures);
        _clouds.Changed += OfferToAll;
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <summary>How many invocations are open on all links, whoever opened them.</summary>
    internal int Invocations => _connections.Values.Sum(c => c.Session.Invocations);

    /// <inheritdoc/>
    public ImmutableArray<LinkedNode> Nodes => [.. _connections.Values.Select(c => c.Node)];

    /// <inheritdoc/>
    public ImmutableArray<ITargetConnector> ConnectorsOf(string tenant, string site) =>
    [
        .. _connections.Values
            .Where(c => c.Node.Role == NodeRole.Gateway && c.Node.Tenant == tenant && c.Node.Site == site)
            .SelectMany(c => c.Node.Targets.Select(t => new GatewayConnector(c, t))),
    ];

    /// <inheritdoc/>
    public override async Task Connect(
        IAsyncStreamReader<NodeFrame> requestStream, IServerStreamWriter<ClusterFrame> responseStream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_lifetime.ApplicationStopping.IsCancellationRequested)
            throw LinkRefusal.ShuttingDown();
        var transport = new GrpcTransport<NodeFrame, ClusterFrame>(requestStream, responseStream, Frames.Unwrap, Frames.FromCluster);
        var hello = await HelloAsync(transport, context.CancellationToken);
        var entry = Authenticate(hello, context.RequestHeaders);
        var connection = Accept(hello, entry, transport);
        var node = connection.Node;
        await WelcomeAsync(connection, transport, context.CancellationToken);
        var running = connection.Session.RunAsync(_lifetime.ApplicationStopping);
        Register(connection);
        using var ended = new CancellationTokenSource();
        var erasing = _erasures?.ServeAsync(node, connection.Session, ended.Token) ?? Task.CompletedTask;
        try
        {
            LogLinked(node.Id, node.Role, node.Tenant, node.Site, node.Session);
            var ending = await running;
            _instruments.Lost(ending);
            LogUnlinked(node.Id, node.Session, ending.Reason, ending.Message, ending.FailedInvocations);
        }
        finally
        {
            Unregister(connection);
            await ended.CancelAsync();
            await erasing;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _clouds.Changed -= OfferToAll;
        _instruments.Dispose();
    }

    private async Task<Hello> HelloAsync(GrpcTransport<NodeFrame, ClusterFrame> transport, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.HandshakeTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await transport.ReadAsync(either.Token) as Hello ?? throw LinkRefusal.MalformedHello("the first frame is no Hello");
        }
        catch (Exception late) when (limit.IsCancellationRequested && late is not RpcException)
        {
            throw LinkRefusal.MalformedHello("no Hello came in time");
        }
        catch (LinkProtocolException malformed)
        {
            throw LinkRefusal.MalformedHello(malformed.Message);
        }
    }

    private async Task WelcomeAsync(HubConnection connection, GrpcTransport<NodeFrame, ClusterFrame> transport, CancellationToken cancellationToken)
    {
        // A node that reads nothing must not keep the call: no heartbeat watches it yet.
        using var limit = new CancellationTokenSource(_options.HandshakeTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await transport.WriteAsync(
            new Welcome
            {
                Protocol = LinkSessionSettings.Protocol,
                HeartbeatInterval = Duration.FromTimeSpan(_options.HeartbeatInterval),
                Session = connection.Node.Session,
                Offers = connection.OfferedAtWelcome(OffersTo(connection.Node)),
            },
            either.Token);
    }

    private NodeEntry Authenticate(Hello hello, Metadata headers)
    {
        var authorization = headers.GetValue("authorization") ?? "";
        var key = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization[7..].Trim() : "";
        // What a stranger calls itself goes to the log and back only when it can be a name.
        var name = NodeEntry.IsId(hello.Node) ? hello.Node : throw LinkRefusal.MalformedHello("the node's id is none");
        RpcException? refusal = null;
        var entry = _directory.Find(name);
        if (entry is null)
            refusal = LinkRefusal.UnknownNode(name);
        else if (!entry.Accepts(key))
            refusal = LinkRefusal.WrongKey(name);
        else if ((NodeRole)hello.Role != entry.Role || hello.Tenant != entry.Tenant || hello.Site != entry.Site)
            refusal = LinkRefusal.WrongPlace(name);
        else if (hello.ProtocolMin > LinkSessionSettings.Protocol || hello.ProtocolMax < LinkSessionSettings.Protocol)
            refusal = LinkRefusal.UnsupportedProtocol(hello.ProtocolMin, hello.ProtocolMax, LinkSessionSettings.Protocol);
        if (refusal is null)
            return entry!;
        LogRefused(name, refusal.Status.Detail);
        throw refusal;
    }

    private HubConnection Accept(Hello hello, NodeEntry entry, GrpcTransport<NodeFrame, ClusterFrame> transport)
    {
        var node = new LinkedNode
        {
            Id = entry.Id,
            Role = entry.Role,
            Tenant = entry.Tenant,
            Site = entry.Site,
            Build = hello.Build,
            PolicyVersion = hello.PolicyVersion,
            Session = Guid.NewGuid().ToString("N"),
            Since = _time.GetUtcNow(),
        };
        try
        {
            var connection = new HubConnection(node, hello.Reported, NodesChanged, InvokeAsync);
            connection.Session = new(
                transport, new() { Name = node.Session, OpensOdd = false, HeartbeatInterval = _options.HeartbeatInterval }, connection, _time, _logger);
            return connection;
        }
        catch (LinkProtocolException malformed)
        {
            throw LinkRefusal.MalformedHello(malformed.Message);
        }
    }

    private void Register(HubConnection connection)
    {
        HubConnection? older;
        lock (_registering)
        {
            older = _connections.GetValueOrDefault(connection.Node.Id);
            _connections = _connections.SetItem(connection.Node.Id, connection);
        }

        _instruments.Connected();
        _instruments.Linked(1);
        older?.Session.End(LinkEnding.Superseded, "A newer connection of this node took over.");
        NodesChanged();
    }

    private void Unregister(HubConnection connection)
    {
        lock (_registering)
        {
            if (_connections.GetValueOrDefault(connection.Node.Id) == connection)
                _connections = _connections.Remove(connection.Node.Id);
        }

        _instruments.Linked(-1);
        NodesChanged();
    }

    private void NodesChanged()
    {
        OfferToAll();
        Changed?.Invoke();
    }

    private void OfferToAll()
    {
        // One at a time, so that the last word that a node hears is the latest.
        lock (_registering)
        {
            foreach (var connection in _connections.Values)
                connection.Offer(OffersTo(connection.Node));
        }
    }

    private Offers OffersTo(LinkedNode node)
    {
        var offers = new Offers();
        offers.Gateways.AddRange(_connections.Values
            .Where(c => c.Node.Id != node.Id && c.SharesSiteWith(node)).OrderBy(c => c.Node.Id, StringComparer.Ordinal).SelectMany(c => c.Offers()));
        offers.Clouds.AddRange(_clouds.TargetsOf(node.Tenant, node.Site)
            .Select(c => RequestFormWire.ToOffer(c.Target, c.Form)));
        return offers;
    }

    private Task InvokeAsync(HubConnection asker, LinkStream stream, CancellationToken cancellationToken) =>
        stream.Header.Budgets ? BudgetDesk.AnswerAsync(asker, stream, _budgets, cancellationToken)
            : stream.Header.Usage ? UsageDesk.AnswerAsync(asker, stream, _usage, cancellationToken)
            : stream.Header.Node.Length > 0
            ? CarryAsync(asker, stream, cancellationToken)
            : RunCloudAsync(asker, stream, cancellationToken);

    private Task CarryAsync(HubConnection asker, LinkStream stream, CancellationToken cancellationToken)
    {
        var header = stream.Header;
        if (!header.Sealed)
            throw new TargetException("rejected", "What goes from node to node crosses the cluster sealed or not at all.");
        // One answer for a gateway that is away and for one of another site: a node learns nothing of other sites.
        var gateway = _connections.GetValueOrDefault(header.Node);
        if (gateway is null || !gateway.SharesSiteWith(asker.Node) || gateway.Find(header.Target) is not { } target)
            throw new TargetException("unreachable", "No gateway of this site with such a target is linked.");
        try
        {
            ClusterPolicy.CheckSealed(_gate, target);
        }
        catch (EgressDeniedException denied)
        {
            LogClearanceRefused(asker.Node.Id, header.Invocation, denied.Message);
            throw new TargetException("rejected", denied.Message, denied);
        }

        return LinkRelay.CarryAsync(stream, gateway.Session, _instruments, cancellationToken);
    }

    private async Task RunCloudAsync(HubConnection asker, LinkStream stream, CancellationToken cancellationToken)
    {
        var header = stream.Header;
        var node = asker.Node;
        if (header.Sealed)
            throw new TargetException("rejected", "Providers cannot open what is sealed.");
        var target = _clouds.TargetsOf(node.Tenant, node.Site).FirstOrDefault(c => c.Target.Id == header.Target)?.Target
            ?? throw new TargetException("rejected", "The cluster offers no such target to this site.");
        var bytes = await stream.ReadMessageAsync(_options.MaxRequestBytes, cancellationToken)
            ?? throw new TargetException("protocol", "The invocation has no request.");
        var cleared = Admit(asker, header, bytes, target);
        var reserved = BudgetDesk.ReservedOf(header);
        if (reserved > 0)
            _nodes?.Passed(node.Id, reserved);
        await foreach (var update in _executor.RunAsync(cleared, new(header.Invocation, node.Tenant, node.Site) { KeyId = header.KeyId, Reserved = reserved }, cancellationToken))
        {
            await stream.WriteMessageAsync(ModelUpdateWire.ToBytes(update), cancellationToken);
            if (update is ModelEnded)
                return;
        }

        throw new TargetException("cut-off", "The provider stopped before the end of its answer.");
    }

    private Cleared<RelayedRequest> Admit(HubConnection asker, Invoke header, ReadOnlyMemory<byte> bytes, Target target)
    {
        var presented = ClearanceWire.FromProto(header.Clearance)
            ?? throw new TargetException("rejected", "A request for a provider needs a clearance.");
        if (presented.Signer != asker.Node.Id)
            throw new TargetException("rejected", "The clearance is not that of the node that shows it.");
        try
        {
            var cleared = _gate.Admit(presented, bytes, target, ClearanceAudience.Of(_options.Audience, asker.Node.Session), _verifier);
            ClusterPolicy.Check(_gate, cleared);
            return cleared;
        }
        catch (EgressDeniedException denied)
        {
            LogClearanceRefused(asker.Node.Id, header.Invocation, denied.Message);
            throw new TargetException("rejected", denied.Message, denied);
        }
    }

    [LoggerMessage(EventId = 3120, Level = LogLevel.Information, Message = "{Role} {Node} of tenant {Tenant}, site {Site} is linked as session {Session}.")]
    private partial void LogLinked([Operational] string node, NodeRole role, [Operational] string tenant, [Operational] string site, [Operational] string session);

    [LoggerMessage(EventId = 3121, Level = LogLevel.Information, Message = "Node {Node} is no longer linked as session {Session} ({Reason}); {Invocations} invocations failed by it: {Why}")]
    private partial void LogUnlinked([Operational] string node, [Operational] string session, [Operational] string reason, [Operational] string why, int invocations);

    [LoggerMessage(EventId = 3122, Level = LogLevel.Warning, Message = "Node {Node} was refused: {Why}")]
    private partial void LogRefused([Operational] string node, [Operational] string why);

    [LoggerMessage(EventId = 3123, Level = LogLevel.Warning, Message = "Invocation {Invocation} of node {Node} was refused: {Why}")]
    private partial void LogClearanceRefused([Operational] string node, [Operational] string invocation, [Operational] string why);
}
