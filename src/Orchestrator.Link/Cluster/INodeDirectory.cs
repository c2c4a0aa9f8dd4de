namespace Orchestrator.Link.Cluster;

/// <summary>The nodes that may connect. Thread-safe.</summary>
public interface INodeDirectory
{
    /// <summary>A node, or null when there is none of this id.</summary>
    /// <param name="node">The node's id.</param>
    NodeEntry? Find(string node);

    /// <summary>The nodes of a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    IReadOnlyList<NodeEntry> NodesOf(string tenant);
}
