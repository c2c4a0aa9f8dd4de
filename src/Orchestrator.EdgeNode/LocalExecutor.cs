using System.Collections.Immutable;
using Orchestrator.Conversations.Targets;
using Orchestrator.Hosting.Targets;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Node;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.EdgeNode;

/// <summary>
/// Runs what comes over the link on this node's own models. A gateway offers its mini model to its site; a device offers nothing,
/// because it serves its owner alone.
/// </summary>
internal sealed class LocalExecutor(LocalTargets local, NodeIdentity identity) : ILinkExecutor
{
    // An offer stands for long; what a machine's state is this second would be stale in it.
    public ImmutableArray<Target> Targets { get; } =
        identity.Role == NodeRole.Gateway ? [.. local.Connectors.Where(c => c.Target.Tier == Tier.Mini).Select(c => c.Target with { Device = null })] : [];

    /// <summary>Models are loaded when the node starts and do not change.</summary>
    public event Action? TargetsChanged
    {
        add { }
        remove { }
    }

    public IAsyncEnumerable<ModelUpdate> RunAsync(LinkRequest request, CancellationToken cancellationToken)
    {
        var connector = local.Connectors.FirstOrDefault(c => c.Target.Id == request.TargetId && Targets.Any(t => t.Id == request.TargetId))
            ?? throw new TargetException("rejected", $"this node offers no target '{request.TargetId}'");
        return connector.AnswerAsync(ChatCompletionsCodec.Parse(request.Body.Span), cancellationToken);
    }
}
