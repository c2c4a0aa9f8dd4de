namespace Orchestrator.Inference.Encoders;

/// <summary>Finds labelled parts of a text, such as names. Thread-safe.</summary>
public interface IPartLabeller
{
    /// <summary>The parts, from left to right; they do not overlap.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<LabelledPart>> LabelAsync(string text, CancellationToken cancellationToken);
}
