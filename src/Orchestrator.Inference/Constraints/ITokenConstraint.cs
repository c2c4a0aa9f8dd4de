namespace Orchestrator.Inference.Constraints;

/// <summary>Says which tokens may come next in one answer. Used by one thread at a time.</summary>
public interface ITokenConstraint
{
    /// <summary>Whether nothing more can follow, so that the answer is whole.</summary>
    bool Finished { get; }

    /// <summary>Sets the scores of tokens that may not come to negative infinity; the answer is whether any is left.</summary>
    /// <param name="logits">The model's scores.</param>
    /// <param name="ends">The tokens that end an answer: they may come where it is whole.</param>
    bool Mask(Span<float> logits, IReadOnlyCollection<int> ends);

    /// <summary>Takes the token that was chosen.</summary>
    /// <param name="token">The token.</param>
    void Accept(int token);
}
