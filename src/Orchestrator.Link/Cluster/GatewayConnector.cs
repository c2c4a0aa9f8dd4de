using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Node;
using Orchestrator.Link.Sessions;
using Orchestrator.Link.Wire;
using Orchestrator.Privacy;
using Orchestrator.Protocol.OpenAi;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Cluster;

/// <summary>A gateway's target for turns that the cluster decides. The text is in the cluster already, so it is not sealed.</summary>
internal sealed class GatewayConnector(HubConnection connection, Target target) : ITargetConnector
{
    public Target Target => connection.Session.Alive
        ? target
        : target with { Unavailable = $"gateway {target.Node} is not linked" };

    public IEgressCodec Codec { get; } = new ChatCompletionsCodec(target.Model.Name);

    public IAsyncEnumerable<ModelUpdate> RunAsync(Cleared<ModelRequest> cleared, Invocation invocation, CancellationToken cancellationToken)
    {
        LinkClient.CheckDestination(cleared, target);
        if (invocation.Tenant != connection.Node.Tenant || invocation.Site != connection.Node.Site)
            throw new TargetException("rejected", $"Gateway {target.Node} serves another site.");
        var invoke = new Invoke { Invocation = invocation.Id, Node = target.Node, Target = NodeTargetWire.LocalId(target.Id, target.Node) };
        return LinkAnswer.ReadAsync(connection.Session, invoke, cleared.Buffer, seal: null, cancellationToken);
    }
}
