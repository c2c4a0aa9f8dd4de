namespace Orchestrator;

/// <summary>An error as every face reports it.</summary>
/// <param name="Reason">The stable reason.</param>
/// <param name="Message">What was wrong and what to do; never text of people or models.</param>
/// <param name="Field">The offending field of the request, if one is.</param>
public sealed record OrchestratorError(ErrorReason Reason, string Message, string? Field = null)
{
    /// <summary>The stable code of the state behind the error, such as <c>STORAGE_FULL</c>; null when there is none.</summary>
    public string? State { get; init; }

    /// <summary>How long the one who refused asks to wait before a repeat; null when it asks for nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether sending the same turn id again can succeed without a change.</summary>
    public bool Retryable => Reason is ErrorReason.NoTargetAvailable or ErrorReason.AnswerCutOff or ErrorReason.Busy
        or ErrorReason.StorageUnavailable or ErrorReason.Moved or ErrorReason.HostUnavailable or ErrorReason.Internal;
}
