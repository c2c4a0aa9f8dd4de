using System.Runtime.CompilerServices;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Sealing;
using Orchestrator.Link.Sessions;
using Orchestrator.Link.Wire;
using Orchestrator.Privacy;
using Orchestrator.Protocol.OpenAi;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Node;

/// <summary>
/// A target of a gateway of this node's site, through the cluster, which carries only what is sealed to the gateway's key. The
/// codec seals, so what the egress gate clears are the sealed bytes. When the certificate does not hold, nothing is sealed and
/// nothing sent.
/// </summary>
internal sealed class GatewayLinkConnector : ITargetConnector, IEgressCodec
{
    private readonly LinkClient _link;
    private readonly NodeIdentity _identity;
    private readonly TimeProvider _time;
    private readonly GatewayOffer _offer;
    private readonly Target _target;
    private readonly ChatCompletionsCodec _codec;

    public GatewayLinkConnector(LinkClient link, NodeIdentity identity, TimeProvider time, GatewayOffer offer)
    {
        (_link, _identity, _time, _offer) = (link, identity, time, offer);
        _target = NodeTargetWire.FromProto(offer.Target, offer.Node) with { Path = [Zone.Cluster], Sealed = true };
        _codec = new(_target.Model.Name);
    }

    public Target Target
    {
        get
        {
            var problem = _link.DownBecause;
            if (problem is null)
            {
                try
                {
                    Certificate();
                }
                catch (SealException refused)
                {
                    problem = $"nothing can be sealed to {_offer.Node}: {refused.Message}";
                }
            }

            return problem is null ? _target : _target with { Unavailable = problem };
        }
    }

    public IEgressCodec Codec => this;

    public ReadOnlyMemory<byte> Encode(ModelRequest request) =>
        SealedRequest.Seal(_identity, Certificate(), _offer.Target.Id, _codec.Encode(request).Span, _time.GetUtcNow(), _offer.Incarnation);

    public async IAsyncEnumerable<ModelUpdate> RunAsync(
        Cleared<ModelRequest> cleared, Invocation invocation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LinkClient.CheckDestination(cleared, _target);
        using var answer = Answer(cleared.Buffer);
        var invoke = new Invoke { Invocation = invocation.Id, Node = _offer.Node, Target = _offer.Target.Id, Sealed = true };
        await foreach (var update in LinkAnswer.ReadAsync(_link.Session, invoke, cleared.Buffer, answer, cancellationToken))
            yield return update;
    }

    private SealedAnswer Answer(ReadOnlyMemory<byte> request)
    {
        try
        {
            return SealedAnswer.Read(_identity, Certificate(), _offer.Target.Id, request);
        }
        catch (SealException refused)
        {
            throw new TargetException("rejected", $"Nothing was sent to {_offer.Node}: {refused.Message}.", refused);
        }
    }

    private SealingCertificate Certificate() => _identity.Trust.VerifyGateway(_offer.Certificate, _offer.Node, _time.GetUtcNow());
}
