namespace Orchestrator.Privacy;

/// <summary>
/// Finds the spans of one kind of sensitive value. An implementation is pure, thread-safe, uses no network, and takes
/// time linear in the text's length. It may throw: the analysis then fails as a whole, and nothing is cleared.
/// </summary>
public interface IDetector
{
    /// <summary>The type of what it finds, such as <c>CREDIT_CARD</c>; it names the detector in errors.</summary>
    string Type { get; }

    /// <summary>Adds what it finds to <paramref name="findings"/>, with offsets into <see cref="DetectionText.Text"/>.</summary>
    /// <param name="text">The text, normalised.</param>
    /// <param name="findings">Where findings go; they may overlap those of other detectors.</param>
    void Detect(DetectionText text, ICollection<Finding> findings);
}
