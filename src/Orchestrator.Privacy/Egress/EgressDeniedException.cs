namespace Orchestrator.Privacy;

/// <summary>Policy denies these bytes to this target. Nothing was sent.</summary>
public sealed class EgressDeniedException : Exception
{
    /// <summary>Makes the exception of the verdict.</summary>
    /// <param name="verdict">The denying verdict.</param>
    public EgressDeniedException(TargetVerdict verdict)
        : base(verdict.Reason) => Verdict = verdict;

    /// <summary>The denying verdict.</summary>
    public TargetVerdict Verdict { get; }
}
