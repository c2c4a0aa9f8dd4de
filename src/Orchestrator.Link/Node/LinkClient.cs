using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Sessions;
using Orchestrator.Link.Wire;
using Orchestrator.Privacy;
using Orchestrator.Privacy.Telemetry;
using Orchestrator.Protocol;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Node;

/// <summary>Keeps the node's one link to its cluster: connects out, says Hello, and comes back whenever it breaks.</summary>
internal sealed partial class LinkClient : BackgroundService, INodeLink, ILinkSessionHandler
{
    private readonly LinkClientOptions _options;
    private readonly NodeIdentity _identity;
    private readonly ILinkExecutor _executor;
    private readonly EgressGate _gate;
    private readonly TimeProvider _time;
    private readonly ILogger<LinkClient> _logger;
    private readonly LinkInvocations _invocations;
    private readonly ReconnectDelay _delay;
    private readonly Ed25519ClearanceSigner _signer;
    private readonly LinkInstruments _instruments;
    private readonly Func<IErasure?>? _erasure;
    private readonly string _incarnation = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private volatile LinkSession? _session;
    private volatile LinkState _state;
    private ImmutableArray<ITargetConnector> _connectors = [];

    public LinkClient(
        IOptions<LinkClientOptions> options, NodeIdentity identity, ILinkExecutor executor, EgressGate gate, TimeProvider time, ILogger<LinkClient> logger,
        IMeterFactory? meters = null, Func<IErasure?>? erasure = null)
    {
        (_options, _identity, _executor, _gate, _time, _logger) = (options.Value, identity, executor, gate, time, logger);
        (_instruments, _erasure) = (new(meters), erasure);
        _invocations = new(identity, _incarnation, executor, time, _options.MaxRequestBytes, logger);
        // Spreads a fleet's returns; decides nothing that must replay.
        _delay = new(_options.ReconnectCap, new Random());
        _signer = new(identity);
        _state = new(Connected: false, time.GetUtcNow(), LastError: null);
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public LinkState State => _state;

    /// <inheritdoc/>
    public ImmutableArray<ITargetConnector> Connectors => _connectors;

    /// <summary>The session, while it runs.</summary>
    internal LinkSession? Session => _session;

    /// <summary>The tenant that this node belongs to.</summary>
    internal string Tenant => _identity.Tenant;

    /// <summary>Why the link is down, for targets behind it; null while it is up.</summary>
    internal string? DownBecause =>
        _session is { Alive: true } ? null
        : _state.LastError is { } error ? $"the cluster cannot be reached: {error}"
        : "the cluster has not been reached yet";

    /// <summary>A connector sends only what was cleared for its own target.</summary>
    internal static void CheckDestination(Cleared<ModelRequest> cleared, Target target)
    {
        if (cleared.Target.Id != target.Id || cleared.Target.Zone != target.Zone || cleared.Target.Sealed != target.Sealed)
            throw new ArgumentException($"These bytes were cleared for {cleared.Target.Id}, not for {target.Id}.", nameof(cleared));
    }

    /// <inheritdoc/>
    public Task HandleAsync(LinkStream stream, CancellationToken cancellationToken) =>
        stream.Header.Erasure ? LinkErasures.AnswerAsync(_identity.Tenant, stream, _erasure?.Invoke(), cancellationToken) : _invocations.RunAsync(stream, cancellationToken);

    /// <inheritdoc/>
    public void Receive(IMessage frame)
    {
        if (frame is Offers offers)
            Take(offers);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _instruments.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _executor.TargetsChanged += Report;
        try
        {
            while (true)
            {
                var refused = await ConnectAsync(stoppingToken);
                await Task.Delay(refused ? _options.RefusedDelay : _delay.Next(), _time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            _executor.TargetsChanged -= Report;
        }
    }

    /// <summary>Connects and stays until the link ends. True when trying again soon would be of no use.</summary>
    private async Task<bool> ConnectAsync(CancellationToken stopping)
    {
        try
        {
            using var connection = LinkConnection.Open(_options, _identity.LinkKey, stopping);
            var welcome = await GreetAsync(connection, stopping);
            var session = new LinkSession(
                connection.Transport,
                new() { Name = welcome.Session, OpensOdd = true, HeartbeatInterval = HeartbeatOf(welcome) },
                this, _time, _logger);
            // Before the session runs: newer offers may come with its first frame.
            Take(welcome.Offers ?? new());
            _session = session;
            var up = _time.GetTimestamp();
            var running = session.RunAsync(stopping);
            Up(welcome.Session);
            // What changed between Hello and now was not told.
            Report();

            var ending = await running;
            _session = null;
            // Whoever welcomes and hangs up at once must not be called at once again, for ever.
            if (_time.GetElapsedTime(up) >= _options.ReconnectCap)
                _delay.Reset();
            _instruments.Lost(ending);
            LogLost(welcome.Session, ending.Reason, ending.FailedInvocations);
            Down(ending.Message, ending is { ByPeer: true, Reason: LinkEnding.Superseded } ? "SUPERSEDED" : null);
            return ending is { ByPeer: true, Reason: LinkEnding.Superseded };
        }
        catch (RpcException refused)
        {
            _session = null;
            stopping.ThrowIfCancellationRequested();
            var reason = refused.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;
            Down(reason is null ? $"it does not answer ({refused.StatusCode})" : $"it refused this node: {refused.Status.Detail}", reason);
            return reason is not (null or "SHUTTING_DOWN");
        }
        catch (Exception broken) when (!stopping.IsCancellationRequested)
        {
            // Whatever the other side did to this attempt, there must be a next one: this loop is the node's only way back.
            _session = null;
            Down(broken switch
            {
                OperationCanceledException => "it did not answer in time",
                LinkProtocolException malformed => malformed.Message,
                IOException => "the connection broke",
                _ => $"the attempt failed ({broken.GetType().Name})",
            });
            return false;
        }
    }

    private async Task<Welcome> GreetAsync(LinkConnection connection, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(_options.HandshakeTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        await connection.Transport.WriteAsync(
            new Hello
            {
                ProtocolMin = LinkSessionSettings.Protocol,
                ProtocolMax = LinkSessionSettings.Protocol,
                Node = _identity.Node,
                Role = (Protocol.V1.NodeRole)_identity.Role,
                Tenant = _identity.Tenant,
                Site = _identity.Site,
                Build = typeof(LinkClient).Assembly.GetName().Version?.ToString(3) ?? "",
                JournalVersion = 1,
                PolicyVersion = _gate.PolicyVersion,
                Reported = Reported(),
            },
            either.Token);
        var welcome = await connection.Transport.ReadAsync(either.Token) as Welcome
            ?? throw new LinkProtocolException("it did not begin with a Welcome");
        return welcome.Protocol == LinkSessionSettings.Protocol
            ? welcome
            : throw new LinkProtocolException($"it wants to speak version {welcome.Protocol} of the link's protocol");
    }

    private Privacy.SignedClearance Issue(Cleared<ModelRequest> cleared, LinkSession session) =>
        _gate.Issue(cleared, ClearanceAudience.Of(_options.Audience, session.Name), _signer);

    private static TimeSpan HeartbeatOf(Welcome welcome)
    {
        // As it came: a malformed one must be this link's failure, and ToTimeSpan would throw something else.
        var interval = welcome.HeartbeatInterval is { } given
            ? given is { Seconds: >= 0 and <= 3600, Nanos: >= 0 and < 1_000_000_000 } ? given.ToTimeSpan() : TimeSpan.Zero
            : TimeSpan.FromSeconds(1);
        return interval >= TimeSpan.FromMilliseconds(20) && interval <= TimeSpan.FromMinutes(5)
            ? interval
            : throw new LinkProtocolException("its interval of heartbeats makes no sense");
    }

    private Reported Reported()
    {
        var reported = new Reported { Certificate = _identity.Certificate, Incarnation = _incarnation };
        reported.Targets.AddRange(_executor.Targets.Select(t => NodeTargetWire.ToProto(t, _identity.Node)));
        return reported;
    }

    private void Report() => _session?.Send(Reported());

    private void Take(Offers offers)
    {
        try
        {
            ImmutableArray<ITargetConnector> connectors =
            [
                .. offers.Gateways.Where(o => o.Node != _identity.Node).Select(o => new GatewayLinkConnector(this, _identity, _time, o)),
                .. offers.Clouds.Select(o => (Offer: o, Form: RequestFormWire.FromOffer(o))).Where(o => o.Form is not null).Select(o => new CloudLinkConnector(this, o.Offer, o.Form!, Issue)),
            ];
            ImmutableInterlocked.InterlockedExchange(ref _connectors, connectors);
        }
        catch (WireFormatException malformed)
        {
            throw new LinkProtocolException($"offers are malformed: {malformed.Message}");
        }

        Changed?.Invoke();
    }

    private void Up(string session)
    {
        var (down, regained) = (_time.GetUtcNow() - _state.Since, _state.LastError is not null);
        SetState(connected: true, error: null);
        _instruments.Connected();
        if (regained)
            LogRegained(_options.Address, session, down.TotalSeconds);
        else
            LogConnected(_options.Address, session);
    }

    private void Down(string why, string? refusal = null)
    {
        if (_state.Connected || _state.LastError != why)
            LogDown(_options.Address, why);
        SetState(connected: false, why, refusal);
    }

    private void SetState(bool connected, string? error, string? refusal = null)
    {
        var since = _state.Connected == connected ? _state.Since : _time.GetUtcNow();
        _state = new(connected, since, error ?? _state.LastError, refusal);
        Changed?.Invoke();
    }

    [LoggerMessage(EventId = 3111, Level = LogLevel.Information, Message = "Linked to the cluster at {Address} as session {Session}.")]
    private partial void LogConnected([Operational] string address, [Operational] string session);

    [LoggerMessage(EventId = 3113, Level = LogLevel.Information, Message = "Linked to the cluster at {Address} again, as session {Session}, after {Seconds:0.0} s.")]
    private partial void LogRegained([Operational] string address, [Operational] string session, double seconds);

    [LoggerMessage(EventId = 3114, Level = LogLevel.Warning, Message = "Session {Session} of the link is lost ({Reason}); {Invocations} invocations failed by it.")]
    private partial void LogLost([Operational] string session, [Operational] string reason, int invocations);

    [LoggerMessage(EventId = 3112, Level = LogLevel.Warning, Message = "No link to the cluster at {Address}: {Why}. Trying again.")]
    private partial void LogDown([Operational] string address, [Operational] string why);
}
