using System.Collections.Immutable;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Cluster;

namespace Orchestrator.Silo;

/// <summary>The gateways that are linked, as targets of turns that the cluster decides.</summary>
internal sealed class GatewayTargets(ILinkHub hub) : ITargetCatalog
{
    public ImmutableArray<ITargetConnector> TargetsOf(string tenant, string site) => hub.ConnectorsOf(tenant, site);
}
