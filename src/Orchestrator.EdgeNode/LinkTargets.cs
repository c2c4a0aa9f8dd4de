using System.Collections.Immutable;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Node;

namespace Orchestrator.EdgeNode;

/// <summary>What the node reaches through its link, for callers of the node's own tenant and site.</summary>
internal sealed class LinkTargets(INodeLink link, NodeIdentity identity) : ITargetCatalog
{
    public ImmutableArray<ITargetConnector> TargetsOf(string tenant, string site) =>
        tenant == identity.Tenant && site == identity.Site ? link.Connectors : [];
}
