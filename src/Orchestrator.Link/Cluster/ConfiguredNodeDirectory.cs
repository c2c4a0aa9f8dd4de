using Microsoft.Extensions.Options;

namespace Orchestrator.Link.Cluster;

/// <summary>The nodes of the configuration, as it is now.</summary>
internal sealed class ConfiguredNodeDirectory(IOptionsMonitor<LinkHubOptions> options) : INodeDirectory
{
    public NodeEntry? Find(string node) => options.CurrentValue.Nodes.FirstOrDefault(n => n.Id == node);

    public IReadOnlyList<NodeEntry> NodesOf(string tenant) => [.. options.CurrentValue.Nodes.Where(n => n.Tenant == tenant)];
}
