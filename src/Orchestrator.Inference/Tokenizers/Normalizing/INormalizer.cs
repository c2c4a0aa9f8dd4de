namespace Orchestrator.Inference.Tokenizers.Normalizing;

/// <summary>Changes text before it is cut into pieces. Thread-safe.</summary>
internal interface INormalizer
{
    AlignedText Apply(AlignedText text);
}
