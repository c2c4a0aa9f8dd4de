using System.Collections.Immutable;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Node;

namespace Orchestrator.Device;

/// <summary>What the app reaches over its link.</summary>
internal sealed class DeviceLink(INodeLink link) : ITargetCatalog
{
    public ImmutableArray<ITargetConnector> TargetsOf(string tenant, string site) => link.Connectors;
}
