using System.Collections.Immutable;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Node;

namespace Orchestrator.Device;

/// <summary>What an app offers to others over its link.</summary>
internal sealed class NothingOffered : ILinkExecutor
{
    public ImmutableArray<Target> Targets => [];

    public event Action? TargetsChanged
    {
        add { }
        remove { }
    }

    public IAsyncEnumerable<ModelUpdate> RunAsync(LinkRequest request, CancellationToken cancellationToken) =>
        throw new TargetException("rejected", "This device answers nobody else.");
}
