using System.Collections.Immutable;
using Orchestrator.Api.Health;
using Orchestrator.Link.Cluster;

namespace Orchestrator.Silo;

/// <summary>Which nodes are linked. A node that is away says so itself; here it only counts.</summary>
internal sealed class NodesPart(ILinkHub hub) : IHealthPart
{
    public const string PartName = "nodes";

    public string Name => PartName;

    public PartHealth Read()
    {
        var nodes = hub.Nodes;
        var health = nodes.IsEmpty
            ? PartHealth.Healthy("NODES_NONE", "None is linked.")
            : PartHealth.Healthy("NODES_LINKED", string.Join(", ", nodes.Select(n => n.Id).Order(StringComparer.Ordinal)));
        return health with { Counts = ImmutableSortedDictionary<string, long>.Empty.Add("linked", nodes.Length) };
    }
}
