namespace Orchestrator.Inference.Tokenizers.Splitting;

/// <summary>Cuts where something is found.</summary>
internal sealed class SplitPreTokenizer(Pieces.Finder find, SplitBehavior behavior, bool invert = false) : IPreTokenizer
{
    public void Apply(Pieces pieces) => pieces.Split(find, behavior, invert);
}
