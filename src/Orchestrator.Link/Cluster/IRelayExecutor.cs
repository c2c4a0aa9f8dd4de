using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;

namespace Orchestrator.Link.Cluster;

/// <summary>Sends to providers what nodes cleared for them. Thread-safe.</summary>
public interface IRelayExecutor
{
    /// <summary>
    /// Sends exactly the cleared buffer to the provider of the cleared target and streams its answer; the last update is
    /// <see cref="ModelEnded"/>. Never routes and never retries. A failure is a <see cref="TargetException"/>.
    /// </summary>
    /// <param name="cleared">What a node cleared and the gate admitted.</param>
    /// <param name="invocation">Names the attempt, for metering.</param>
    /// <param name="cancellationToken">Nobody waits for the answer any more.</param>
    IAsyncEnumerable<ModelUpdate> RunAsync(Cleared<RelayedRequest> cleared, Invocation invocation, CancellationToken cancellationToken);
}
