namespace Orchestrator.Inference.Tokenizers.Splitting;

/// <summary>Cuts text into the pieces that become tokens each by itself. Thread-safe.</summary>
internal interface IPreTokenizer
{
    void Apply(Pieces pieces);
}
