using Orchestrator.Api.Health;
using Orchestrator.Link.Node;

namespace Orchestrator.EdgeNode;

/// <summary>Whether the cluster can be reached. A node without its cluster is degraded, not broken: it answers on its own.</summary>
internal sealed class LinkPart(INodeLink link) : IHealthPart
{
    public const string PartName = "link";

    private const string Alone = "This node answers what its own model can; what needs a gateway or a provider is refused, and may be sent again later under the same turn id.";

    public string Name => PartName;

    public PartHealth Read()
    {
        var state = link.State;
        return (state.Connected ? Linked() : Down(state)) with { Since = state.Since };
    }

    private PartHealth Linked()
    {
        // A gateway whose certificate does not hold is offered and cannot be used.
        var unusable = link.Connectors.Select(c => c.Target).FirstOrDefault(t => t is { Sealed: true, Unavailable: not null });
        return unusable is null
            ? PartHealth.Healthy("LINK_OK", "Linked to the cluster.")
            : PartHealth.Degraded(
                unusable.Unavailable!.Contains("clocks", StringComparison.Ordinal) ? "LINK_CLOCK" : "LINK_GATEWAY_UNTRUSTED",
                $"Linked to the cluster, but {unusable.Unavailable}.",
                "Nothing is sent to that gateway; sensitive turns that need it are refused.",
                unusable.Unavailable!.Contains("clocks", StringComparison.Ordinal)
                    ? "Set this machine's clock, and the gateway's."
                    : "Give both nodes identities that the same site key certified.");
    }

    private static PartHealth Down(LinkState state) => state.Refusal switch
    {
        null when state.LastError is null => PartHealth.Degraded("LINK_CONNECTING", "The cluster has not been reached yet.", Alone, "Wait some seconds."),
        null => PartHealth.Degraded(
            "LINK_DOWN", $"No link to the cluster: {state.LastError}.", Alone,
            "Start the silo, or correct Orchestrator:Link:ClusterAddress; the node comes back by itself within seconds."),
        "SUPERSEDED" => PartHealth.Degraded(
            "LINK_SUPERSEDED", "Another process is linked as this node; the cluster keeps the newer link, and the two push each other out.", Alone,
            "Stop the other process, or give one of the two an identity of its own: a copied identity file is one node."),
        "WRONG_KEY" => PartHealth.Degraded(
            "LINK_WRONG_KEY", $"The cluster refuses this node: {state.LastError}", Alone,
            "Give the node the identity file whose KeySha256 the silo has under Orchestrator:Nodes, or give the silo this node's entry."),
        "UNKNOWN_NODE" => PartHealth.Degraded(
            "LINK_UNKNOWN_NODE", $"The cluster refuses this node: {state.LastError}", Alone, "Add the node's entry to Orchestrator:Nodes of the silo."),
        "WRONG_PLACE" => PartHealth.Degraded(
            "LINK_WRONG_PLACE", $"The cluster refuses this node: {state.LastError}", Alone, "Make role, tenant and site of the node's entry in the silo those of its identity file."),
        var reason => PartHealth.Degraded($"LINK_{reason}", $"The cluster refuses this node: {state.LastError}", Alone, "See docs/operations.md; the cluster's log has the refusal too."),
    };
}
