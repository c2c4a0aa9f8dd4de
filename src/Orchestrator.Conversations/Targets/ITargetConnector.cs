using Orchestrator.Privacy;

namespace Orchestrator.Conversations.Targets;

/// <summary>Runs attempts on one target. Thread-safe.</summary>
public interface ITargetConnector
{
    /// <summary>The target as it is now; health and model may change between reads.</summary>
    Target Target { get; }

    /// <summary>Writes the bytes that are sent; the egress gate calls it.</summary>
    IEgressCodec Codec { get; }

    /// <summary>
    /// The model's own calibrated confidence in a request, 0 to 1, if it can tell in well under a millisecond and without leaving
    /// the process; otherwise null.
    /// </summary>
    /// <param name="request">The request, not rewritten: it does not leave the process.</param>
    double? Probe(ModelRequest request) => null;

    /// <summary>What tells the model's confidence where <see cref="Probe"/> cannot, because it takes longer; otherwise null.</summary>
    ISlowProbe? SlowProbe => null;

    /// <summary>
    /// Sends the cleared bytes and streams the answer; the last update is <see cref="ModelEnded"/>. Never retries.
    /// A failure is a <see cref="TargetException"/>. Cancelling stops the work at the target.
    /// </summary>
    /// <param name="cleared">What the gate cleared for this very target.</param>
    /// <param name="invocation">Names this attempt, for metering and for finding it in logs.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    IAsyncEnumerable<ModelUpdate> RunAsync(Cleared<ModelRequest> cleared, Invocation invocation, CancellationToken cancellationToken);
}
