namespace Orchestrator.Privacy;

/// <summary>A model that labels sentences, or parts of them. Thread-safe; it uses no network.</summary>
public interface ITextLabeller
{
    /// <summary>Every label that it can give.</summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>Whether it labels parts of sentences, such as names; otherwise it says what a whole sentence is.</summary>
    bool LabelsParts { get; }

    /// <summary>Labels a text. What it throws fails the analysis of the text, and nothing of it is cleared.</summary>
    /// <param name="text">The text, normalised.</param>
    /// <param name="sentences">Where its sentences are, in order.</param>
    /// <param name="within">How long it may take, the wait for other texts included.</param>
    /// <returns>
    /// Labels as types, with their scores and their places in the text. Of one sentence or part there may be several; those that mean
    /// nothing may be left out.
    /// </returns>
    /// <exception cref="TimeoutException">It would take longer.</exception>
    IReadOnlyList<Finding> Label(string text, IReadOnlyList<TextSpan> sentences, TimeSpan within);
}
