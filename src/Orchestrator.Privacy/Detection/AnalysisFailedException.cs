namespace Orchestrator.Privacy;

/// <summary>
/// A text could not be analysed to its end, so nothing of it may leave. The message never holds text; the cause is named
/// by its type only, because the exceptions of parsers and regular expressions quote their input.
/// </summary>
public sealed class AnalysisFailedException : Exception
{
    /// <summary>Makes the exception of the part that failed.</summary>
    /// <param name="detector">The detector's type.</param>
    /// <param name="cause">What it threw.</param>
    public AnalysisFailedException(string detector, Exception cause)
        : base($"The text could not be analysed: the {detector} detector failed with {cause.GetType().Name}. Nothing was cleared.") =>
        Detector = detector;

    /// <summary>The type of the detector that failed.</summary>
    public string Detector { get; }
}
