namespace Orchestrator.Inference.Encoders;

/// <summary>Says what a text is, in labels. Thread-safe.</summary>
public interface ITextClassifier
{
    /// <summary>The scores of all labels, most likely first.</summary>
    /// <param name="text">The text.</param>
    /// <param name="second">What it is compared with, for a model of two texts; otherwise null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<LabelScore>> ClassifyAsync(string text, string? second, CancellationToken cancellationToken);
}
