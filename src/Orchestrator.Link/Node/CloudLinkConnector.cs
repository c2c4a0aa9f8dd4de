using System.Globalization;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Sessions;
using Orchestrator.Link.Wire;
using Orchestrator.Privacy;
using Orchestrator.Protocol;
using Orchestrator.Protocol.V1;
using RequestForm = Orchestrator.Protocol.Providers.RequestForm;

namespace Orchestrator.Link.Node;

/// <summary>
/// A provider's target through the cluster. The codec writes the provider's own request body; the cluster sends those bytes on
/// for whoever shows this node's signed clearance of them.
/// </summary>
internal sealed class CloudLinkConnector : ITargetConnector
{
    private readonly LinkClient _link;
    private readonly Func<Cleared<ModelRequest>, LinkSession, Privacy.SignedClearance> _issue;
    private readonly Target _target;

    public CloudLinkConnector(LinkClient link, CloudOffer offer, RequestForm form, Func<Cleared<ModelRequest>, LinkSession, Privacy.SignedClearance> issue)
    {
        (_link, _issue) = (link, issue);
        var target = (offer.Target ?? throw new WireFormatException("clouds.target", "is missing")).FromProto();
        if (target.Zone.Kind != ZoneKind.Cloud)
            throw new WireFormatException("clouds.target.zone", "is no cloud's");
        _target = target with { Path = [Zone.Cluster], Sealed = false };
        Codec = form.CodecFor(target.Model.Name);
    }

    public Target Target => _link.DownBecause is { } problem ? _target with { Unavailable = problem } : _target;

    public IEgressCodec Codec { get; }

    public IAsyncEnumerable<ModelUpdate> RunAsync(Cleared<ModelRequest> cleared, Invocation invocation, CancellationToken cancellationToken)
    {
        LinkClient.CheckDestination(cleared, _target);
        var session = _link.Session;
        var invoke = new Invoke { Invocation = invocation.Id, Target = _target.Id, KeyId = invocation.KeyId };
        if (invocation.Reserved > 0)
            invoke.Reserved = invocation.Reserved.ToString(CultureInfo.InvariantCulture);
        if (session is not null)
            invoke.Clearance = ClearanceWire.ToProto(_issue(cleared, session));
        return LinkAnswer.ReadAsync(session, invoke, cleared.Buffer, seal: null, cancellationToken);
    }
}
