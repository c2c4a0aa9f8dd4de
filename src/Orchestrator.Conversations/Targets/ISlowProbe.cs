namespace Orchestrator.Conversations.Targets;

/// <summary>
/// The confidence of a model that has to read a request before it can tell: milliseconds, so that it is asked only where its answer can
/// change who is asked first. Such a model looks again once it has begun to answer, and declines what it is not sure of. Thread-safe.
/// </summary>
public interface ISlowProbe
{
    /// <summary>How often an answer that it gives is right, 0 to 1, measured on held-out requests.</summary>
    double Kept { get; }

    /// <summary>Its calibrated confidence in a request, 0 to 1; null when it cannot tell now. Works on threads of its own, and never leaves the process.</summary>
    /// <param name="request">The request, not rewritten.</param>
    /// <param name="cancellationToken">Fires when nobody waits for it any more.</param>
    Task<double?> ProbeAsync(ModelRequest request, CancellationToken cancellationToken);
}
