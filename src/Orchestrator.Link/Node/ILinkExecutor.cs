using System.Collections.Immutable;

namespace Orchestrator.Link.Node;

/// <summary>The targets of this process that others may use over the link. Thread-safe.</summary>
public interface ILinkExecutor
{
    /// <summary>
    /// The targets, as they are now. An id is the target's own, with or without <c>@node</c> behind it. Only a gateway's are
    /// offered to others.
    /// </summary>
    ImmutableArray<Target> Targets { get; }

    /// <summary>Raised after <see cref="Targets"/> changed, so that the cluster is told.</summary>
    event Action? TargetsChanged;

    /// <summary>
    /// Runs a request on a target; the last update is <see cref="ModelEnded"/>. A failure is a
    /// <see cref="Conversations.Targets.TargetException"/>, a malformed request an <see cref="OrchestratorException"/>.
    /// </summary>
    /// <param name="request">What came over the link. Its route is decided already.</param>
    /// <param name="cancellationToken">Nobody waits for the answer any more.</param>
    IAsyncEnumerable<ModelUpdate> RunAsync(LinkRequest request, CancellationToken cancellationToken);
}
