namespace Orchestrator.Inference.Tokenizers.Splitting;

/// <summary>What becomes of the matches where a text is cut.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}
