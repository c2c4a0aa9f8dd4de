using System.Collections.Immutable;
using Orchestrator.Conversations.Targets;

namespace Orchestrator.Link.Node;

/// <summary>The node's link to its cluster. Thread-safe.</summary>
public interface INodeLink
{
    /// <summary>How it stands, for health.</summary>
    LinkState State { get; }

    /// <summary>
    /// What the cluster last offered: gateways of the site, sealed, and cloud providers. When the link is down they stay, each
    /// unavailable with the reason.
    /// </summary>
    ImmutableArray<ITargetConnector> Connectors { get; }

    /// <summary>Raised after <see cref="State"/> or <see cref="Connectors"/> changed. Handlers must return at once.</summary>
    event Action? Changed;
}
