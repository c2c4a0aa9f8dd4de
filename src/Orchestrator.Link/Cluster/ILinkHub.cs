using System.Collections.Immutable;
using Orchestrator.Conversations.Targets;

namespace Orchestrator.Link.Cluster;

/// <summary>
/// The nodes that are linked to the cluster. This one knows the links of its own process; a cluster of several silos puts
/// another implementation behind it. Thread-safe.
/// </summary>
public interface ILinkHub
{
    /// <summary>The nodes that are linked now.</summary>
    ImmutableArray<LinkedNode> Nodes { get; }

    /// <summary>
    /// The targets of the gateways of a site, for turns that the cluster decides: zone gateway, nothing on the way, not sealed.
    /// A connector whose gateway went away stays usable as a value: running it fails with <c>unreachable</c>.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="site">The site.</param>
    ImmutableArray<ITargetConnector> ConnectorsOf(string tenant, string site);

    /// <summary>Raised after <see cref="Nodes"/> changed. Handlers must return at once.</summary>
    event Action? Changed;
}
