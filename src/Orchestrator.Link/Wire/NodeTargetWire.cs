using Orchestrator.Protocol;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Link.Wire;

/// <summary>Targets of nodes as they cross.</summary>
internal static class NodeTargetWire
{
    public static NodeTarget ToProto(Target target, string node)
    {
        var whole = target.ToProto();
        var proto = new NodeTarget { Id = LocalId(target.Id, node), Tier = whole.Tier, Model = whole.Model, Capabilities = whole.Capabilities };
        if (whole.HasUnavailable)
            proto.Unavailable = whole.Unavailable;
        return proto;
    }

    /// <summary>A gateway's target as a catalogue elsewhere has it.</summary>
    /// <exception cref="WireFormatException">A part is missing or unknown.</exception>
    public static Target FromProto(NodeTarget proto, string node)
    {
        if (proto.Id.Length == 0)
            throw new WireFormatException("targets.id", "is missing");
        var whole = new Protocol.V1.Target
        {
            Id = $"{proto.Id}@{node}",
            Tier = proto.Tier,
            Zone = Zone.Gateway.Name,
            Node = node,
            Model = proto.Model,
            Capabilities = proto.Capabilities,
        };
        if (proto.HasUnavailable)
            whole.Unavailable = proto.Unavailable;
        return whole.FromProto();
    }

    /// <summary>The id at the node: <c>mini</c> of <c>mini@gateway-1</c>.</summary>
    public static string LocalId(string id, string node) =>
        id.EndsWith($"@{node}", StringComparison.Ordinal) ? id[..^(node.Length + 1)] : id;
}
